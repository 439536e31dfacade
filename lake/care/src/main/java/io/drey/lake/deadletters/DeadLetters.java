package io.drey.lake.deadletters;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.lake.FileReading;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeReader;
import io.drey.lake.LakeTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** The dead letters of the lake: lines that could not become events, and what targets refused. */
public final class DeadLetters {

    /** Beyond it further reasons are one group: reasons that quote what they refuse may be without end. */
    static final int MOST_GROUPS = 10_000;

    /** What further reasons are called. */
    public static final String OTHER_REASONS = "other reasons";

    /** What reasons quote of a line differs from line to line. */
    private static final Pattern QUOTED = Pattern.compile("'[^']*'");

    private static final Pattern NUMBER = Pattern.compile("\\b\\d+\\b");

    private final Table table;

    /**
     * Which dead letters are meant.
     *
     * @param tenant whose
     * @param dataset of which dataset; empty for all
     * @param reason what the reason has in it; empty for any
     * @param from the first moment of arrival
     * @param to the moment behind the last
     */
    public record Selection(
            String tenant,
            Optional<String> dataset,
            Optional<String> reason,
            Optional<Instant> from,
            Optional<Instant> to) {

        public Selection {
            DatasetId.requireTenant(tenant);
            dataset.ifPresent(name -> new DatasetId(tenant, name));
            requireNonNull(reason, "reason is null");
            requireNonNull(from, "from is null");
            requireNonNull(to, "to is null");
        }

        private Expression rows() {
            Expression rows = Expressions.equal("tenant", tenant);
            if (dataset.isPresent()) {
                rows = Expressions.and(rows, Expressions.equal("dataset", dataset.get()));
            }
            if (from.isPresent()) {
                rows = Expressions.and(rows, Expressions.greaterThanOrEqual("event_created", micros(from.get())));
            }
            return to.isPresent()
                    ? Expressions.and(rows, Expressions.lessThan("event_created", micros(to.get())))
                    : rows;
        }

        private static long micros(Instant time) {
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000L);
        }
    }

    /**
     * Dead letters of a dataset with the same reason, whatever it quotes.
     *
     * @param dataset whose
     * @param reason the reason, with {@code …} for what it quotes and for numbers
     * @param count how many
     * @param first when the first arrived
     * @param last when the last arrived
     * @param example the first that was read
     */
    public record Group(
            DatasetId dataset, String reason, long count, Instant first, Instant last, DeadLetter example) {}

    private record Key(DatasetId dataset, String reason) {}

    private static final class Sum {
        private final DeadLetter example;
        private long count;
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;

        private Sum(DeadLetter example) {
            this.example = example;
        }

        private void add(DeadLetter letter) {
            count++;
            first = Math.min(first, letter.createdMillis());
            last = Math.max(last, letter.createdMillis());
        }
    }

    /** Those of a lake. */
    public DeadLetters(Lake lake) {
        this.table = lake.table(LakeTable.DEAD_LETTERS);
    }

    /** Groups of them, the largest first. */
    public List<Group> groups(Selection selection) {
        Map<Key, Sum> sums = new HashMap<>();
        forEach(selection, letter -> {
            DatasetId dataset = new DatasetId(letter.tenant(), letter.dataset());
            Key key = new Key(dataset, general(letter.reason()));
            if (!sums.containsKey(key) && sums.size() >= MOST_GROUPS) {
                key = new Key(dataset, OTHER_REASONS);
            }
            sums.computeIfAbsent(key, absent -> new Sum(letter)).add(letter);
        });
        List<Group> groups = new ArrayList<>();
        sums.forEach((key, sum) -> groups.add(new Group(
                key.dataset(),
                key.reason(),
                sum.count,
                Instant.ofEpochMilli(sum.first),
                Instant.ofEpochMilli(sum.last),
                sum.example)));
        groups.sort(Comparator.comparingLong(Group::count)
                .reversed()
                .thenComparing(Group::dataset)
                .thenComparing(Group::reason));
        return groups;
    }

    /** A reason without what differs from line to line. */
    public static String general(String reason) {
        return NUMBER.matcher(QUOTED.matcher(reason).replaceAll("'…'")).replaceAll("…");
    }

    /** Gives each, in no order. */
    public void forEach(Selection selection, Consumer<DeadLetter> taker) {
        try (CloseableIterable<Record> rows = FileReading.named(
                table,
                "one of its files",
                IcebergGenerics.read(table).where(selection.rows()).build())) {
            for (Record row : rows) {
                DeadLetter letter = letter(row);
                if (selection.reason().map(letter.reason()::contains).orElse(true)) {
                    taker.accept(letter);
                }
            }
        } catch (IOException e) {
            throw new LakeException("table %s cannot be read: %s".formatted(table.name(), e.getMessage()), e);
        }
    }

    private static DeadLetter letter(Record row) {
        Object sha256 = row.getField("raw_sha256");
        Object path = row.getField("log_file_path");
        return new DeadLetter(
                row.getField("tenant").toString(),
                row.getField("dataset").toString(),
                row.getField("raw_topic_id").toString(),
                row.getField("raw_topic").toString(),
                LakeReader.integer(row, "raw_partition"),
                (Long) row.getField("raw_offset"),
                LakeReader.integer(row, "raw_index"),
                LakeReader.integer(row, "error_column"),
                row.getField("error_reason").toString(),
                ((OffsetDateTime) row.getField("event_created")).toInstant().toEpochMilli(),
                bytes((ByteBuffer) row.getField("raw")),
                LakeReader.integer(row, "raw_length"),
                sha256 == null ? "" : sha256.toString(),
                path == null ? null : path.toString());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
