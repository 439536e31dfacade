package io.drey.lake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;

/**
 * What Iceberg's Flink sink says of itself in the summary of a snapshot it committed. It looks for this to know which
 * checkpoints are in the table.
 *
 * @param writer the job and the operator
 * @param checkpoint the last checkpoint whose rows the table has by this snapshot
 */
public record SinkCommit(String writer, long checkpoint) {

    private static final String JOB = "flink.job-id";
    private static final String OPERATOR = "flink.operator-id";
    private static final String CHECKPOINT = "flink.max-committed-checkpoint-id";

    /** The properties of the summary. */
    public static final List<String> PROPERTIES = List.of(JOB, OPERATOR, CHECKPOINT);

    /** That of a snapshot; empty if another kind of writer made it. */
    public static Optional<SinkCommit> of(Snapshot snapshot) {
        Map<String, String> summary = snapshot.summary();
        return summary.containsKey(JOB) && summary.containsKey(CHECKPOINT)
                ? Optional.of(new SinkCommit(
                        summary.get(JOB) + "/" + summary.getOrDefault(OPERATOR, ""),
                        Long.parseLong(summary.get(CHECKPOINT))))
                : Optional.empty();
    }
}
