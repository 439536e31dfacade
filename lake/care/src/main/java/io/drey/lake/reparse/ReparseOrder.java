package io.drey.lake.reparse;

import static java.util.Objects.requireNonNull;

import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.Treatment;
import io.drey.format.redact.RedactionSecrets;
import io.drey.lake.restore.RestoreRange;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Which lines are parsed anew, and how.
 *
 * @param range whose lines, and of which days: those that rows of {@code logs} are filed under, and on which dead letters arrived
 * @param lines how lines become events; the limit is for dead letters
 * @param source where the lines are
 * @param secrets has the secrets of keyed hashes
 */
public record ReparseOrder(RestoreRange range, LineSettings lines, Source source, RedactionSecrets secrets) {

    /** Where lines are. */
    public enum Source {
        LOGS,
        DEAD_LETTERS,
        BOTH
    }

    public ReparseOrder {
        requireNonNull(range, "range is null");
        requireNonNull(source, "source is null");
        requireNonNull(secrets, "secrets is null");
        // Says what cannot be followed.
        new LinePipeline(requireNonNull(lines, "lines is null"));
    }

    /** Without secrets, for datasets of which nothing is hashed. */
    public ReparseOrder(RestoreRange range, LineSettings lines, Source source) {
        this(range, lines, source, RedactionSecrets.NONE);
    }

    /** The same with another treatment of events. */
    public ReparseOrder withTreatment(Treatment treatment) {
        return new ReparseOrder(range, lines.withTreatment(treatment), source, secrets);
    }

    boolean includesLogs() {
        return source != Source.DEAD_LETTERS;
    }

    boolean includesDeadLetters() {
        return source != Source.LOGS;
    }

    Expression ofDataset() {
        return Expressions.and(
                Expressions.equal("tenant", range.id().tenant()),
                Expressions.equal("dataset", range.id().dataset()));
    }

    /** Rows of {@code logs}. */
    Expression logs() {
        Expression rows = ofDataset();
        if (range.from().isPresent()) {
            rows = Expressions.and(rows, Expressions.greaterThanOrEqual("day", (int)
                    range.from().get().toEpochDay()));
        }
        if (range.to().isPresent()) {
            rows = Expressions.and(
                    rows, Expressions.lessThan("day", (int) range.to().get().toEpochDay()));
        }
        return rows;
    }

    /** Rows of {@code dead_letters}. What a target refused is a dead letter, too, but was no line. */
    Expression deadLetters() {
        Expression rows = Expressions.and(ofDataset(), Expressions.greaterThanOrEqual("raw_partition", 0));
        if (range.from().isPresent()) {
            rows = Expressions.and(
                    rows,
                    Expressions.greaterThanOrEqual(
                            "event_created", micros(range.from().get())));
        }
        if (range.to().isPresent()) {
            rows = Expressions.and(
                    rows,
                    Expressions.lessThan("event_created", micros(range.to().get())));
        }
        return rows;
    }

    boolean includes(LocalDate day) {
        return range.from().map(from -> !day.isBefore(from)).orElse(true)
                && range.to().map(day::isBefore).orElse(true);
    }

    private static long micros(LocalDate day) {
        Instant begin = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        return Math.multiplyExact(begin.getEpochSecond(), 1_000_000L);
    }
}
