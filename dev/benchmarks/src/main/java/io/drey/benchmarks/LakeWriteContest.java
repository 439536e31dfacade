package io.drey.benchmarks;

import java.util.List;

/** Combined access log lines to the lake's rows in Parquet files with zstd. */
final class LakeWriteContest {

    static final Contest CONTEST = new Contest(
            "lake-write",
            new AccessLogInput(1_000_000, 20250301)::in,
            new Contest.Entry("drey", 1_000_000, () -> new LakeWriter(ParquetFiles::answer)),
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

    /** Against who writes the lines as they are to a plain file, from a connection. */
    static final Contest AGAINST_RSYSLOG = new Contest(
            "lake-write-rsyslog",
            new AccessLogInput(1_000_000, 20250301)::in,
            new Contest.Entry("drey", 1_000_000, () -> new LakeWriter(LakeWriter::lines)),
            List.of(new Contest.Peer(new Contest.Entry("rsyslog", 1_000_000, RsyslogFile::new), 1)),
            1_000_000);

    private LakeWriteContest() {}
}
