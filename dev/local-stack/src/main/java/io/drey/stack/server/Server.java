package io.drey.stack.server;

import java.util.Locale;

/** A server the local stack can run. */
public enum Server {
    /** Kafka 3.9 in KRaft mode, broker and controller in one process. About 0.5 GB. */
    KAFKA("Kafka"),
    /** HDFS 3.4, one NameNode and one DataNode. About 0.5 GB together. */
    HDFS("HDFS"),
    /** PostgreSQL 16 with a database {@code drey}. About 0.1 GB. */
    POSTGRES("PostgreSQL"),
    /** OpenSearch 2.19, one node without security. About 0.9 GB. */
    OPENSEARCH("OpenSearch"),
    /** Flink 1.20 standalone cluster, one JobManager and one TaskManager. About 3 GB. */
    FLINK("Flink"),
    /** YARN 3.4, one ResourceManager and one NodeManager whose containers run on HDFS' files. About 0.5 GB, and the containers. */
    YARN("YARN"),
    /** S3Proxy 3.0: a bucket that is a folder, with path-style access and a login. About 0.3 GB. */
    S3("S3"),
    /** ElasticMQ 1.6: queues in memory, by the protocol of SQS. About 0.2 GB. */
    SQS("SQS"),
    /** An Iceberg REST catalog over PostgreSQL, with its tables on S3. About 0.3 GB. */
    REST_CATALOG("REST catalog"),
    /**
     * Trino 476, coordinator and worker in one process, with the lake's catalog. Needs a JDK of at least 24; its 540 MB are
     * fetched when it is first asked for. About 1.2 GB.
     */
    TRINO("Trino");

    private final String title;

    Server(String title) {
        this.title = title;
    }

    /** The name people know the server by. */
    public String title() {
        return title;
    }

    /** The name used for folders, log files and port names. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
