package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.maintenance.Compaction;
import io.drey.lake.maintenance.MaintenanceSettings;
import io.drey.lake.maintenance.PartitionScope;
import io.drey.lake.parquet.LogsTaskWriter;
import io.drey.lake.row.LogEventRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.TaskWriter;

/**
 * A lake in a folder with the months of {@link SiteTraffic} from 2026 on, as the ingest job lands them and the maintenance job leaves them
 * on the day after: each day landed as four files by the sink's writer, then compacted, snapshots expired.
 */
final class TrafficLake implements AutoCloseable {

    static final String TENANT = "bench";
    static final LocalDate FIRST = LocalDate.of(2026, 1, 1);

    private static final DatasetId ACCESS = new DatasetId(TENANT, "access");
    private static final DatasetId BALANCER = new DatasetId(TENANT, "balancer");
    private static final String TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final long SEED = 20_260_102;
    private static final int FILES_A_DAY = 4;
    private static final int THREADS = 2;
    private static final long TARGET_FILE_BYTES = 512L << 20;
    private static final long INGESTED_AFTER_MILLIS = 20;

    private final Path folder;
    private final LocalDate end;
    private final SiteTraffic traffic = new SiteTraffic(SEED);
    private final LakeSettings settings;
    private final Lake lake;

    private TrafficLake(Path folder, int months) {
        this.folder = folder;
        this.end = FIRST.plusMonths(months);
        this.settings = LakeSettings.inFolder(folder.toUri().toString());
        this.lake = Lake.open(settings);
    }

    /** The lake of some months, made unless it is there. */
    static TrafficLake of(int months, int rowsAMonth) throws IOException {
        Path folder = Path.of(System.getProperty("drey.benchmarks.inputs"))
                .resolve("lake-%d-%d-%d".formatted(months, rowsAMonth, SEED))
                .toAbsolutePath();
        Path complete = folder.resolve("complete");
        boolean isThere = Files.exists(complete);
        if (!isThere) {
            new ParquetFiles(folder).delete();
            Files.createDirectories(folder);
        }
        TrafficLake made = new TrafficLake(folder, months);
        if (!isThere) {
            made.fill(rowsAMonth);
            Files.createFile(complete);
        }
        return made;
    }

    SiteTraffic traffic() {
        return traffic;
    }

    LakeSettings settings() {
        return settings;
    }

    String warehouse() {
        return folder.toUri().toString();
    }

    /** Where the metadata of {@code logs} is. */
    String metadataFile() {
        return ((HasTableOperations) logs()).operations().current().metadataFileLocation();
    }

    Table logs() {
        return lake.table(LakeTable.LOGS);
    }

    /** The data files of the current snapshot. */
    List<DataFile> files() throws IOException {
        List<DataFile> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = logs().newScan().planFiles()) {
            tasks.forEach(task -> files.add(task.file()));
        }
        return files;
    }

    private void fill(int rowsAMonth) throws IOException {
        lake.init();
        long began = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> days = new ArrayList<>();
            for (LocalDate day = FIRST; day.isBefore(end); day = day.plusDays(1)) {
                LocalDate filled = day;
                days.add(threads.submit(() -> {
                    land(filled, rowsAMonth);
                    compact(filled);
                    return null;
                }));
            }
            for (Future<?> day : days) {
                day.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("the lake in %s cannot be filled".formatted(folder), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
        logs().expireSnapshots()
                .expireOlderThan(System.currentTimeMillis())
                .retainLast(1)
                .commit();
        System.err.printf("made the lake in %s in %.0f s%n", folder, (System.nanoTime() - began) / 1e9);
    }

    private void land(LocalDate day, int rowsAMonth) throws IOException {
        int before = (int) ((long) rowsAMonth * (day.getDayOfMonth() - 1) / day.lengthOfMonth());
        int rows = (int) ((long) rowsAMonth * day.getDayOfMonth() / day.lengthOfMonth()) - before;
        int balanced = rows / SiteTraffic.BALANCED;
        List<DataFile> files = new ArrayList<>();
        Table table = logs();
        try (Landing landing = new Landing(table, day, rowsAMonth, before)) {
            for (int part = 0; part < FILES_A_DAY; part++) {
                landing.write(part, rows - balanced, balanced);
                files.addAll(landing.files());
            }
        }
        synchronized (this) {
            AppendFiles append = logs().newAppend();
            files.forEach(append::appendFile);
            append.commit();
        }
    }

    private void compact(LocalDate day) {
        // A day later nothing lands there any more.
        new Compaction(lake, MaintenanceSettings.from(new Configuration()), () -> Instant.now()
                        .plus(Duration.ofDays(1)))
                .run(
                        LakeTable.LOGS,
                        new PartitionScope(
                                Optional.of(TENANT), Optional.empty(), Optional.of(day), Optional.of(day.plusDays(1))),
                        group -> {});
    }

    @Override
    public void close() {
        lake.close();
    }

    /** Lands one day. */
    private final class Landing implements AutoCloseable {

        private final LocalDate day;
        private final LogEventRows rows = new LogEventRows();
        private final Dataset access;
        private final Dataset balancer;
        private final Supplier<TaskWriter<RowData>> writers;
        private TaskWriter<RowData> writer;

        private Landing(Table table, LocalDate day, int rowsAMonth, int before) {
            this.day = day;
            long offset = (long) rowsAMonth * (day.getMonthValue() - 1) + before;
            access = new Dataset(ACCESS, "combined", offset);
            balancer = new Dataset(BALANCER, "alb", offset);
            writers = LogsTaskWriter.writers(table, (int) day.toEpochDay(), 0, TARGET_FILE_BYTES);
            writer = writers.get();
        }

        private void write(int part, int requests, int balanced) throws IOException {
            traffic.requests(
                    day,
                    requests,
                    from(requests, part),
                    from(requests, part + 1),
                    (line, millis) -> take(access, line, millis));
            traffic.balanced(
                    day,
                    balanced,
                    from(balanced, part),
                    from(balanced, part + 1),
                    (line, millis) -> take(balancer, line, millis));
        }

        private static int from(int lines, int part) {
            return (int) ((long) lines * part / FILES_A_DAY);
        }

        private void take(Dataset dataset, byte[] line, long millis) throws IOException {
            EventBuilder event = dataset.event(line, millis);
            if (dataset.parser.parse(event, 0, line.length) != null) {
                throw new IllegalStateException("a generated line is not of its format: " + new String(line, US_ASCII));
            }
            writer.write(rows.map(event));
        }

        private List<DataFile> files() throws IOException {
            List<DataFile> files = Arrays.asList(writer.complete().dataFiles());
            writer.close();
            writer = writers.get();
            return files;
        }

        @Override
        public void close() {
            try {
                writer.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A dataset whose lines are read. */
    private static final class Dataset {

        private final DatasetId id;
        private final LineParser parser;
        private final String topic;
        private long offset;

        private Dataset(DatasetId id, String format, long offset) {
            this.id = id;
            this.parser = Formats.parser(format);
            this.topic = "raw.%s.%s".formatted(id.tenant(), id.dataset());
            this.offset = offset;
        }

        private EventBuilder event(byte[] line, long millis) {
            EventBuilder event = new EventBuilder(id, TOPIC_ID, topic, 0, offset++, 0, millis, line);
            event.ingestedMillis(millis + INGESTED_AFTER_MILLIS);
            return event;
        }
    }
}
