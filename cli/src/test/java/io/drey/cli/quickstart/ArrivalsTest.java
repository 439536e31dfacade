package io.drey.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.stack.server.Storage;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    private static final Arrivals COMPLETE = new Arrivals(100, true, 98, 2, 98, 40, 98, true, 3, 3, 3);
    private static final long NOON = 0;

    @Test
    void nothingIsMissingWhenEveryLineAndAlertIsEverywhere() {
        assertThat(COMPLETE.missing()).isEmpty();
        assertThat(COMPLETE.balance()).isTrue();
    }

    @Test
    void saysWhatIsMissing() {
        Arrivals early = new Arrivals(100, false, 90, 1, 98, 40, 80, false, 3, 2, 1);
        assertThat(early.missing())
                .containsExactly(
                        "more lines are to be sent, 100 are",
                        "91 of 100 lines are in the lake",
                        "80 of 90 requests are in closed metric windows",
                        "the detections have not seen the end of the events",
                        "2 of 3 alerts are in OpenSearch",
                        "1 of 3 alerts are in the lake");
    }

    @Test
    void aLineThatLandedTwiceIsNoBalance() {
        assertThat(new Arrivals(100, true, 99, 2, 99, 40, 99, true, 0, 0, 0).balance())
                .isFalse();
    }

    @Test
    void waitingEndsWellAfterSomeQuiet() {
        Patience patience = new Patience();
        assertThat(patience.judge(COMPLETE, NOON)).isEqualTo(Patience.Verdict.WAIT);
        assertThat(patience.judge(COMPLETE, NOON + Patience.QUIET.toNanos() - 1))
                .isEqualTo(Patience.Verdict.WAIT);
        assertThat(patience.judge(COMPLETE, NOON + Patience.QUIET.toNanos())).isEqualTo(Patience.Verdict.ARRIVED);
    }

    @Test
    void everyChangeBeginsTheWaitAnew() {
        Patience patience = new Patience();
        patience.judge(COMPLETE, NOON);
        Arrivals oneAlertMore = new Arrivals(100, true, 98, 2, 98, 40, 98, true, 4, 4, 4);
        long later = NOON + Patience.QUIET.toNanos();
        assertThat(patience.judge(oneAlertMore, later)).isEqualTo(Patience.Verdict.WAIT);
        assertThat(patience.judge(oneAlertMore, later + 1)).isEqualTo(Patience.Verdict.WAIT);
    }

    @Test
    void waitingEndsBadlyWhenNothingMoves() {
        Patience patience = new Patience();
        Arrivals incomplete = new Arrivals(100, true, 97, 2, 98, 40, 97, true, 3, 3, 3);
        patience.judge(incomplete, NOON);
        long limit = NOON + Patience.STUCK.toNanos();
        assertThat(patience.judge(incomplete, limit - Duration.ofSeconds(1).toNanos()))
                .isEqualTo(Patience.Verdict.WAIT);
        assertThat(patience.judge(incomplete, limit)).isEqualTo(Patience.Verdict.STUCK);
    }

    @Test
    void milestonesAreWhenThingsWereFirstSeen() {
        Milestones milestones = new Milestones();
        milestones.observe(1, new Arrivals(10, false, 0, 0, 10, 0, 0, false, 0, 0, 0));
        assertThat(milestones.firstMetric()).isNull();
        milestones.observe(2, new Arrivals(10, false, 5, 0, 10, 0, 0, false, 0, 0, 0));
        milestones.observe(3, COMPLETE);
        milestones.observe(4, COMPLETE);
        assertThat(milestones.firstLakeRows()).isEqualTo(2);
        assertThat(milestones.firstMetric()).isEqualTo(3);
        assertThat(milestones.firstAlert()).isEqualTo(3);
    }

    @Test
    void theResultHasExactlyTheKeysThatArePromised() {
        Outcome outcome = new Outcome(
                        Storage.S3,
                        COMPLETE,
                        0,
                        OptionalLong.empty(),
                        12.34,
                        null,
                        5.0,
                        50,
                        Map.of("flink", "http://x"))
                .withReport(7, "file:///r.html");
        assertThat(outcome.json())
                .isEqualTo("{\"sent\":100,\"lake_rows\":98,\"dead_letters\":2,\"events\":98,\"metric_documents\":40,"
                        + "\"alerts\":3,\"report_rows\":7,\"storage\":\"s3\",\"queries_equal_on_trino\":null,"
                        + "\"seconds_to_first_metric\":12.3,"
                        + "\"seconds_to_first_alert\":null,\"seconds_to_lake\":5.0,\"seconds_total\":50.0,"
                        + "\"urls\":{\"flink\":\"http://x\",\"report\":\"file:///r.html\"}}");
        assertThat(outcome.withQueriesEqualOnTrino(3).json()).contains("\"queries_equal_on_trino\":3,");
    }
}
