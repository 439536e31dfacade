package io.drey.benchmarks;

import java.util.List;

/**
 * The metrics of ten-second windows, from lines of text: everybody begins with the lines of one file and ends with what somebody
 * may look at. The first compares with who counts a log as a whole, by what the log as a whole adds up to; the second with who
 * counts some of the same in the same windows, window by window.
 */
final class MetricsContest {

    private static final int LINES = SequenceContest.DENSE_LINES;

    static final Contest WHOLE = new Contest(
            "metrics",
            SequenceContest::linesOfLessThanTheSpan,
            new Contest.Entry("drey", LINES, () -> new MetricOperators(WindowSums::whole)),
            List.of(new Contest.Peer(new Contest.Entry("goaccess", LINES, GoAccessMetrics::new), 20)),
            LINES);

    static final Contest WINDOWS = new Contest(
            "metrics-windows",
            SequenceContest::linesOfLessThanTheSpan,
            new Contest.Entry("drey", LINES, () -> new MetricOperators(WindowSums::each)),
            List.of(new Contest.Peer(new Contest.Entry("mawk", LINES, AwkMetrics::new), 5)),
            LINES);

    private MetricsContest() {}
}
