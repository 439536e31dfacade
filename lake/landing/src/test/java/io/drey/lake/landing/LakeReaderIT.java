package io.drey.lake.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Alert;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.event.render.EcsJson;
import io.drey.lake.Lake;
import io.drey.lake.LakeReader;
import io.drey.lake.LakeSettings;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sinks landed is read back as it was. */
@FlinkCluster
class LakeReaderIT {

    private static final LocalDate NEW_YEAR = LocalDate.parse("2026-01-01");

    @TempDir
    private Path folder;

    private LakeSettings settings;

    @BeforeEach
    void init() {
        settings = LakeSettings.inFolder(folder.toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
    }

    @Test
    void anEventIsRenderedFromTheLakeAsItWasBefore() throws Exception {
        LogEvent full = Samples.full(7);
        LogEvent bare = Samples.bare(8, new byte[] {(byte) 0xFF, 'x'});
        EventBuilder text = Samples.bare(9, "grüße".getBytes(UTF_8));
        text.put(Field.MESSAGE, 0, 3);
        StreamExecutionEnvironment environment = environment();
        new LakeSinks(settings).logs().accept(environment.fromData(LogEventTypeInfo.INSTANCE, full, bare, text));
        environment.execute();

        assertThat(logs("acme", NEW_YEAR, NEW_YEAR.plusDays(1)))
                .containsExactlyInAnyOrder(rendered(full), rendered(bare), rendered(text));
        assertThat(openFields(NEW_YEAR)).containsExactlyInAnyOrder("labels.order.id=17 trace.state=ünï=1", "", "");
        assertThat(logs("acme", NEW_YEAR.plusDays(1), NEW_YEAR.plusDays(9))).isEmpty();
        assertThat(logs("acme", NEW_YEAR.minusDays(9), NEW_YEAR)).isEmpty();
        assertThat(logs("other", NEW_YEAR, NEW_YEAR.plusDays(1))).isEmpty();
    }

    @Test
    void anEventWhoseLineIsNotStoredIsReadWithItsLine() throws Exception {
        LogEvent combined = Samples.parsed(
                "combined", "1.2.3.4 - - [01/Jan/2026:01:05:03 +0100] \"GET /a?b=c HTTP/1.1\" 200 5 \"-\" \"curl\"");
        LogEvent common = Samples.parsed("common", "::1 - frank [01/Jan/2026:00:00:00 -0000] \"\\x16\\x03\" 400 - ");
        LogEvent json = Samples.parsed("json", "{\"@timestamp\":\"2026-01-01T00:00:00Z\",\"message\":\"hello\"}");
        StreamExecutionEnvironment environment = environment();
        new LakeSinks(settings).logs().accept(environment.fromData(LogEventTypeInfo.INSTANCE, combined, common, json));
        environment.execute();

        assertThat(logs("acme", NEW_YEAR, NEW_YEAR.plusDays(1)))
                .containsExactlyInAnyOrder(rendered(combined), rendered(common), rendered(json));
    }

    @Test
    void anOpenFieldThatIsAFixedOneByNowIsReadAsThat() throws Exception {
        LogEvent event = Samples.bare(1, "x".getBytes(UTF_8));
        StreamExecutionEnvironment environment = environment();
        new LakeSinks(settings)
                .logs()
                .accept(environment
                        .fromData(LogEventTypeInfo.INSTANCE, event)
                        .map(earlier -> asOfAnEarlierVersion((EventBuilder) earlier))
                        .returns(LogEventTypeInfo.INSTANCE));
        environment.execute();

        try (Lake lake = Lake.open(settings);
                CloseableIterable<LogEvent> events =
                        new LakeReader(lake, "acme", NEW_YEAR, NEW_YEAR.plusDays(1)).logs()) {
            LogEvent read = events.iterator().next();
            assertThat(read.text(Field.TRACE_ID)).isEqualTo("abc");
            assertThat(read.number(Field.PROCESS_PID)).isEqualTo(17);
            assertThat(read.has(Field.DESTINATION_PORT)).isFalse();
            assertThat(read.openCount()).isOne();
            assertThat(read.openText(read.openIndex("destination.port"))).isEqualTo("http");
        }
    }

    /** Behind the source, as whatever is serialized is read by the names of this version. */
    private static LogEvent asOfAnEarlierVersion(EventBuilder event) {
        event.appendOpen("trace.id", "abc");
        event.appendOpen("process.pid", "17");
        event.appendOpen("destination.port", "http");
        return event;
    }

    @Test
    void anEventOfASuspectTimeIsReadWithTheDayItArrived() throws Exception {
        EventBuilder event = Samples.bare(1, "x".getBytes(UTF_8));
        event.timestampMicros(0);
        StreamExecutionEnvironment environment = environment();
        new LakeSinks(settings).logs().accept(environment.fromData(LogEventTypeInfo.INSTANCE, event));
        environment.execute();

        assertThat(logs("acme", NEW_YEAR, NEW_YEAR.plusDays(1))).containsExactly(rendered(event));
    }

    @Test
    void anAlertThatWasDeliveredTwiceIsReadOnce() throws Exception {
        for (String reason : List.of("first", "second")) {
            StreamExecutionEnvironment environment = environment();
            new LakeSinks(settings)
                    .alerts()
                    .accept(environment.fromData(TypeInformation.of(Alert.class), Samples.alert("a1", reason)));
            environment.execute();
        }

        try (Lake lake = Lake.open(settings);
                CloseableIterable<Alert> alerts =
                        new LakeReader(lake, "acme", NEW_YEAR, NEW_YEAR.plusDays(1)).alerts()) {
            assertThat(alerts).hasSize(1).first().satisfies(alert -> assertThat(alert.encode())
                    .isEqualTo(Samples.alert("a1", "second").encode()));
        }
    }

    private List<String> openFields(LocalDate day) throws IOException {
        List<String> fields = new ArrayList<>();
        try (Lake lake = Lake.open(settings);
                CloseableIterable<LogEvent> events = new LakeReader(lake, "acme", day, day.plusDays(1)).logs()) {
            events.forEach(event -> fields.add(IntStream.range(0, event.openCount())
                    .mapToObj(i -> event.openName(i) + "=" + event.openText(i))
                    .sorted()
                    .collect(Collectors.joining(" "))));
        }
        return fields;
    }

    private List<String> logs(String tenant, LocalDate from, LocalDate to) throws IOException {
        List<String> rendered = new ArrayList<>();
        try (Lake lake = Lake.open(settings);
                CloseableIterable<LogEvent> events = new LakeReader(lake, tenant, from, to).logs()) {
            events.forEach(event -> rendered.add(rendered(event)));
        }
        return rendered;
    }

    private static String rendered(LogEvent event) {
        return new String(new EcsJson().render(event), UTF_8);
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = Configuration.fromMap(java.util.Map.of(
                "pipeline.generic-types", "false",
                "pipeline.object-reuse", "true",
                "execution.checkpointing.interval", "100 ms"));
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(1);
        return environment;
    }
}
