package io.drey.benchmarks;

import java.util.List;

/** Combined access log lines to the lake's rows in Parquet files with zstd. */
final class LakeWriteContest {

    static final Contest CONTEST = new Contest(
            "lake-write",
            new AccessLogInput(1_000_000, 20250301)::in,
            new Contest.Entry("drey", 1_000_000, LakeWriter::new),
            List.of(
                    new Contest.Peer(
                            new Contest.Entry(
                                    "duckdb-regexp", 1_000_000, () -> new DuckDbWriter(DuckDbWriter.Parsing.REGEXP)),
                            2),
                    new Contest.Peer(
                            new Contest.Entry(
                                    "duckdb-split", 1_000_000, () -> new DuckDbWriter(DuckDbWriter.Parsing.SPLIT)),
                            2)),
            1_000_000);

    private LakeWriteContest() {}
}
