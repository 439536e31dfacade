package io.drey.job;

import java.util.Set;

/**
 * Which keys are Flink's own. A job hands them to its environment; a file that jobs share may be the cluster's. They are known by
 * what stands before the first dot, as those of file systems, reporters and resources go on with names that are not Flink's.
 */
final class FlinkKeys {

    private static final Set<String> BEGINNINGS = Set.of(
            "$internal",
            "akka",
            "azure",
            "blob",
            "classloader",
            "cleanup-strategy",
            "client",
            "cluster",
            "compiler",
            "containerized",
            "dstl",
            "env",
            "events",
            "execution",
            "external-resource",
            "external-resources",
            "fine-grained",
            "flink",
            "fs",
            "gs",
            "heartbeat",
            "high-availability",
            "hive",
            "historyserver",
            "io",
            "jmx",
            "job-event",
            "job-manager",
            "job-result-store",
            "jobmanager",
            "jobstore",
            "kubernetes",
            "library-cache-manager",
            "local",
            "metrics",
            "minicluster",
            "optimizer",
            "oss",
            "parallelism",
            "pekko",
            "pipeline",
            "plugin",
            "presto",
            "process",
            "python",
            "query",
            "queryable-state",
            "recovery",
            "resourcemanager",
            "rest",
            "restart-strategy",
            "s3",
            "s3a",
            "savepoints",
            "scheduler-mode",
            "security",
            "shuffle-service-factory",
            "sink",
            "slot",
            "slotmanager",
            "slow-task-detector",
            "sql-client",
            "sql-gateway",
            "state",
            "table",
            "task",
            "taskmanager",
            "timerservice",
            "traces",
            "user",
            "web",
            "yarn",
            "zookeeper");

    private FlinkKeys() {}

    static boolean contains(String key) {
        int dot = key.indexOf('.');
        return BEGINNINGS.contains(dot < 0 ? key : key.substring(0, dot));
    }
}
