package io.drey.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes too late for its window is counted as late: every event, once, whatever counts it. */
@SuppressWarnings("try") // closing a harness may be interrupted
class LateEventsTest {

    private static final DatasetId MIXED = new DatasetId("acme", "mixed");
    private static final DatasetDocument DATASET = DatasetDocument.live(MIXED, "syslog");
    private static final AggregationSettings SETTINGS =
            new AggregationSettings(Duration.ofSeconds(10), List.of(Duration.ofMinutes(1)), 65_536, 1024);
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final long TOO_LATE = NOON - DATASET.allowedLateness().toMillis() - 60_000;
    private static final long BEYOND_THE_CAP = NOON + DATASET.futureCap().toMillis() + 60_000;

    private final TestingIndex index = new TestingIndex();
    private TestingMetrics metrics;
    private int offset;

    @BeforeEach
    void start() throws Exception {
        ChangingMetrics directory = new ChangingMetrics(DATASET);
        directory.put(
                "{kind: Metric, tenant: acme, name: lines, function: count}",
                "{kind: Metric, tenant: acme, name: programs, function: count, dimension: log.syslog.appname}");
        metrics = new TestingMetrics(MIXED, directory, SETTINGS, 1, null, index);
        metrics.tick(0, NOON);
    }

    @AfterEach
    void stop() throws Exception {
        metrics.close();
    }

    @Test
    void aLineOfSyslogIsCountedOnceThoughSeveralListsCountIt() throws Exception {
        metrics.read(0, line(TOO_LATE, 3, null));
        metrics.read(0, line(TOO_LATE, 6, null));
        metrics.endInput();

        assertThat(index.late()).isEqualTo(2);
        assertThat(index.of("syslog_host")).isEmpty();
    }

    @Test
    void anEventThatOnlyMetricsOfTheTenantsOwnCountIsCountedOnce() throws Exception {
        metrics.read(0, line(TOO_LATE, null, null));
        metrics.endInput();

        assertThat(index.late()).isEqualTo(1);
        assertThat(index.of("lines")).isEmpty();
    }

    @Test
    void aRequestThatCameBySyslogIsCountedOnce() throws Exception {
        metrics.read(0, line(TOO_LATE, 6, 200));
        metrics.endInput();

        assertThat(index.late()).isEqualTo(1);
    }

    @Test
    void eventsThatMayOpenNoWindowAreCountedWhateverTheyAre() throws Exception {
        metrics.read(0, line(BEYOND_THE_CAP, 3, null));
        metrics.read(0, line(BEYOND_THE_CAP, null, null));
        metrics.read(0, line(BEYOND_THE_CAP, null, 200));
        metrics.read(0, line(0, 3, null));
        metrics.endInput();

        assertThat(index.late()).isEqualTo(4);
    }

    @Test
    void whatIsInTimeIsNotLate() throws Exception {
        metrics.read(0, line(NOON + 1, 3, null));
        metrics.read(0, line(NOON - 60_000, null, null));
        metrics.read(0, line(NOON + 1, null, 200));
        metrics.endInput();

        assertThat(index.late()).isZero();
        assertThat(metrics.stateEntries()).isZero();
        assertThat(index.of("lines")).isNotEmpty();
    }

    private EventBuilder line(long millis, Integer severity, Integer status) {
        EventBuilder event = new EventBuilder(MIXED, "topic-id", "raw.acme.mixed", 0, offset++, 0, NOON, new byte[0]);
        event.timestampMicros(millis * 1000);
        event.append(Field.HOST_NAME, "web1".getBytes(UTF_8));
        event.append(Field.LOG_SYSLOG_APPNAME, "app".getBytes(UTF_8));
        if (severity != null) {
            event.put(Field.LOG_SYSLOG_SEVERITY_CODE, severity);
        }
        if (status != null) {
            event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        }
        return event;
    }
}
