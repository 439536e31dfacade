package io.drey.cli.quickstart;

import io.drey.configuration.DatasetDocument;
import io.drey.operations.flink.FlinkCluster;
import java.time.Duration;

/**
 * The end of events within the fused job, which tells no topic of silence. When all lines have landed, the dataset's clock
 * passes the last event after a time that its document says; a checkpoint that was begun after that covers all alerts.
 */
final class FusedEnd implements EndOfEvents {

    /** Silence is looked for once a second, clocks are passed on ten times a second. */
    private static final Duration TOLD_AND_PASSED_ON = Duration.ofSeconds(3);

    private final FlinkCluster flink;
    private final String jobId;
    private final long closingNanos;

    private boolean landed;
    private long landedNanos;
    private boolean closed;
    private long earlierCheckpoint;
    private boolean reached;

    FusedEnd(FlinkCluster flink, String jobId, DatasetDocument document) {
        this.flink = flink;
        this.jobId = jobId;
        // A bounded dataset holds nothing back once it is silent.
        Duration heldBack = document.bounded() ? Duration.ZERO : document.reorderDelay();
        this.closingNanos = document.silenceTimeout()
                .plus(heldBack)
                .plus(TOLD_AND_PASSED_ON)
                .toNanos();
    }

    @Override
    public boolean isReached(Landing landing, long nowNanos) {
        if (reached || landing == Landing.UNDER_WAY) {
            return reached;
        }
        if (!landed) {
            landed = true;
            landedNanos = nowNanos;
        }
        if (nowNanos - landedNanos < closingNanos) {
            return false;
        }
        FlinkCluster.Checkpoints checkpoints = flink.checkpoints(jobId);
        if (!closed) {
            closed = true;
            // By the JobManager's clock alone: the one under way may have been begun too early.
            earlierCheckpoint = flink.now(jobId).toEpochMilli();
        }
        reached = checkpoints.begunMillis().orElse(0) >= earlierCheckpoint;
        return reached;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
