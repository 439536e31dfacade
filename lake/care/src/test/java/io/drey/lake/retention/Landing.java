package io.drey.lake.retention;

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
import io.drey.format.Formats;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.landing.LakeSinks;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;

/** Lands what tests need with the lake's own sinks, each call a job and a snapshot. */
final class Landing {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    static final String EARLIER = "labels.earlier.";

    private final LakeSettings settings;
    private long offset;

    Landing(LakeSettings settings) {
        this.settings = settings;
    }

    EventBuilder event(DatasetId dataset, Instant time, String address, String user, String target) {
        return parsed(
                dataset,
                time,
                "combined",
                "%s - %s [%s] \"GET %s HTTP/1.1\" 200 5 \"-\" \"x\""
                        .formatted(address, user, TIME.format(time), target));
    }

    EventBuilder parsed(DatasetId dataset, Instant time, String format, String line) {
        byte[] bytes = line.getBytes(UTF_8);
        Position position = new Position("topic", "raw." + dataset.tenant(), 0, offset++, 0);
        EventBuilder event = EventBuilder.at(dataset, position, time.toEpochMilli(), bytes);
        event.ingestedMillis(time.toEpochMilli());
        Rejection rejection = Formats.parser(format).parse(event, 0, bytes.length);
        if (rejection != null) {
            throw new IllegalArgumentException(line + ": " + rejection);
        }
        return event;
    }

    DeadLetter deadLetter(DatasetId dataset, Instant time, String line) {
        Position position = new Position("topic", "raw." + dataset.tenant(), 0, offset++, 0);
        return DeadLetter.of(
                dataset, position, time.toEpochMilli(), line.getBytes(UTF_8), new Rejection("expected a bracket", 1));
    }

    static Alert alert(DatasetId dataset, Instant time, String id, String group, String line) {
        return new Alert(
                id,
                dataset.tenant(),
                dataset.dataset(),
                "failed-logins",
                1,
                "Failed logins",
                "high",
                group,
                time.toEpochMilli(),
                time.toEpochMilli(),
                time.toEpochMilli(),
                "five failed logins",
                5,
                new Evidence[] {new Evidence("t.0.1.0", time.toEpochMilli(), line.getBytes(UTF_8))});
    }

    void logs(LogEvent... events) throws Exception {
        StreamExecutionEnvironment environment = environment();
        new LakeSinks(settings)
                .logs()
                .accept(environment
                        .fromData(LogEventTypeInfo.INSTANCE, events)
                        .map(event -> asLanded((EventBuilder) event))
                        .returns(LogEventTypeInfo.INSTANCE));
        environment.execute();
    }

    /**
     * An open field {@value #EARLIER} and a name lands by that name alone, as by an earlier version, to which the name was that
     * of an open field; on the way to the job it would be read as the fixed one.
     */
    private static LogEvent asLanded(EventBuilder event) {
        for (int i = event.openCount() - 1; i >= 0; i--) {
            if (event.openName(i).startsWith(EARLIER)) {
                event.appendOpen(event.openName(i).substring(EARLIER.length()), event.openText(i));
                event.removeOpen(i);
            }
        }
        return event;
    }

    void deadLetters(DeadLetter... letters) throws Exception {
        StreamExecutionEnvironment environment = environment();
        new LakeSinks(settings)
                .deadLetters()
                .accept(environment.fromData(TypeInformation.of(DeadLetter.class), letters));
        environment.execute();
    }

    void alerts(Alert... alerts) throws Exception {
        StreamExecutionEnvironment environment = environment();
        new LakeSinks(settings).alerts().accept(environment.fromData(TypeInformation.of(Alert.class), alerts));
        environment.execute();
    }

    private static StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(Map.of(
                "pipeline.generic-types", "false",
                "execution.checkpointing.interval", "1 min",
                "parallelism.default", "1")));
    }

    static List<Record> rows(Lake lake, LakeTable table) {
        return AppendedRows.read(lake.table(table), Expressions.alwaysTrue());
    }
}
