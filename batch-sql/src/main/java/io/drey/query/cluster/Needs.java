package io.drey.query.cluster;

import java.util.regex.Pattern;

/** What a query has to do with beside the tables of the lake: each brings jars of its own to a cluster. */
public enum Needs {
    /** Topics of Kafka: 21 megabytes. */
    TOPICS("flink-connector-kafka|kafka-clients|lz4-java|snappy-java|zstd-jni"),
    /** Patterns of known lines. */
    KNOWN_LINES("re2j"),
    /** OpenSearch: 40 megabytes. */
    INDEX("flink-connector-opensearch|opensearch|lucene-|http(async)?(client|core)|jackson-|hppc|joda-time|t-digest"
            + "|HdrHistogram|jopt-simple|commons-codec|snakeyaml|jna|[a-z-]+-client-2\\.");

    private final Pattern names;

    Needs(String names) {
        this.names = Pattern.compile("(" + names + ").*\\.jar");
    }

    boolean isIn(String jar) {
        return names.matcher(jar).matches();
    }
}
