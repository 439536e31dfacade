package io.drey.benchmarks;

import java.util.List;

/** Combined access log lines to fields. */
final class ParseContest {

    static final Contest CONTEST = new Contest(
            "parse",
            new AccessLogInput(1_000_000, 20250301)::in,
            new Contest.Entry("drey", 100_000, CombinedParser::new),
            List.of(
                    new Contest.Peer(new Contest.Entry("java-grok", 100_000, GrokParser::new), 40),
                    new Contest.Peer(new Contest.Entry("httpdlog-parser", 100_000, HttpdlogParser::new), 60)),
            100_000);

    private ParseContest() {}
}
