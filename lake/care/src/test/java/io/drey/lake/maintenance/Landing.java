package io.drey.lake.maintenance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.EventBuilder;
import io.drey.event.Evidence;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.event.metric.MetricPoint;
import io.drey.format.Formats;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.landing.LakeSinks;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** Lands lines and alerts as the jobs do, each call one snapshot, and tells what is there. */
public final class Landing {

    static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
    static final String ACME = "acme";

    private final LakeSettings settings;

    public Landing(LakeSettings settings) {
        this.settings = settings;
    }

    /** One line of a dataset; its address follows from the offset, so that orders differ. Every third one has open fields. */
    public static LogEvent event(String dataset, long offset) {
        byte[] line =
                "10.0.%d.%d - - [01/Jan/2026:%02d:%02d:%02d +0000] \"GET /page/%d?q=%d HTTP/1.1\" 200 %d \"-\" \"agent %d\""
                        .formatted(
                                offset % 7,
                                offset % 250,
                                offset / 3600 % 24,
                                offset / 60 % 60,
                                offset % 60,
                                offset % 31,
                                offset,
                                offset * 7919 % 100_000,
                                offset % 250)
                        .getBytes(UTF_8);
        EventBuilder event = EventBuilder.at(
                new DatasetId(ACME, dataset),
                position(dataset, offset),
                NEW_YEAR.plusSeconds(offset).toEpochMilli(),
                line);
        Rejection rejection = Formats.parser("combined").parse(event, 0, line.length);
        if (rejection != null) {
            throw new IllegalArgumentException(rejection.toString());
        }
        event.ingestedMillis(NEW_YEAR.plusSeconds(offset).toEpochMilli());
        if (offset % 3 == 0) {
            event.appendOpen("labels.order.id", Long.toString(offset));
            event.appendOpen("trace.state", "state " + offset % 5);
        }
        return event;
    }

    static Alert alert(long number, String reason) {
        return new Alert(
                "alert-" + number,
                ACME,
                "access",
                "failed-logins",
                1,
                "Failed logins",
                "high",
                "1.2.3.4",
                NEW_YEAR.toEpochMilli(),
                NEW_YEAR.plusSeconds(number).toEpochMilli(),
                NEW_YEAR.plusSeconds(number).toEpochMilli(),
                reason,
                6,
                new Evidence[] {new Evidence("t.0.1.0", NEW_YEAR.toEpochMilli(), "line".getBytes(UTF_8))});
    }

    private static Position position(String dataset, long offset) {
        return new Position("b8jt2m5jQ5a8ZTzJk0Tz1w", "raw.acme." + dataset, 0, offset, 0);
    }

    public void logs(LogEvent... events) throws Exception {
        StreamExecutionEnvironment environment = environment(1);
        new LakeSinks(settings).logs().accept(environment.fromData(LogEventTypeInfo.INSTANCE, events));
        environment.execute();
    }

    public void logs(String dataset, long from, long to) throws Exception {
        List<LogEvent> events = new ArrayList<>();
        for (long offset = from; offset < to; offset++) {
            events.add(event(dataset, offset));
        }
        logs(events.toArray(LogEvent[]::new));
    }

    void alerts(Alert... alerts) throws Exception {
        StreamExecutionEnvironment environment = environment(1);
        new LakeSinks(settings).alerts().accept(environment.fromData(TypeInformation.of(Alert.class), alerts));
        environment.execute();
    }

    void metrics(MetricPoint... points) throws Exception {
        StreamExecutionEnvironment environment = environment(1);
        new LakeSinks(settings).metrics().accept(environment.fromData(TypeInformation.of(MetricPoint.class), points));
        environment.execute();
    }

    void deadLetter(long offset) throws Exception {
        StreamExecutionEnvironment environment = environment(1);
        new LakeSinks(settings)
                .deadLetters()
                .accept(environment.fromData(
                        TypeInformation.of(DeadLetter.class),
                        DeadLetter.of(
                                new DatasetId(ACME, "access"),
                                position("access", offset),
                                NEW_YEAR.toEpochMilli(),
                                new byte[] {(byte) 0xC0, 0, 27},
                                new Rejection("expected an address", 1))));
        environment.execute();
    }

    static StreamExecutionEnvironment environment(int parallelism) {
        Configuration configuration = Configuration.fromMap(Map.of(
                "pipeline.generic-types", "false",
                "pipeline.object-reuse", "true",
                // Longer than any landing, whose end makes a checkpoint of its own: so each is one snapshot.
                "execution.checkpointing.interval", "1 min",
                "restart-strategy.type", "none",
                "parallelism.default", Integer.toString(parallelism)));
        return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    }

    /** All rows of the current snapshot, as texts. */
    public List<String> rows(LakeTable table) throws IOException {
        List<String> rows = new ArrayList<>();
        try (Lake lake = Lake.open(settings);
                CloseableIterable<Record> read =
                        IcebergGenerics.read(lake.table(table)).build()) {
            read.forEach(row -> rows.add(row.toString()));
        }
        return rows;
    }

    List<DataFile> files(LakeTable which) throws IOException {
        List<DataFile> files = new ArrayList<>();
        try (Lake lake = Lake.open(settings)) {
            Table table = lake.table(which);
            try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
                tasks.forEach(task -> files.add(task.file()));
            }
        }
        return files;
    }
}
