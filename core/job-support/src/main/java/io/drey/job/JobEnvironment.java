package io.drey.job;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The execution environment with what every job of Drey relies on. */
public final class JobEnvironment {

    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(30);

    private JobEnvironment() {}

    /**
     * An environment in which no type falls back to generic serialization, chained records are not copied, and
     * checkpoints are on.
     */
    public static StreamExecutionEnvironment create(Configuration configuration) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        Configuration fixed = new Configuration();
        fixed.set(PipelineOptions.GENERIC_TYPES, false);
        fixed.set(PipelineOptions.OBJECT_REUSE, true);
        environment.configure(fixed);
        if (environment.getCheckpointConfig().getCheckpointInterval() <= 0) {
            fixed.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
            environment.configure(fixed);
        }
        return environment;
    }

    /**
     * As {@link #create}, for a job whose target may be away for long: the job then holds its input back, and so its
     * checkpoints, and none of those that fail meanwhile restarts it.
     */
    public static StreamExecutionEnvironment createPatient(Configuration configuration) {
        StreamExecutionEnvironment environment = create(configuration);
        environment.getCheckpointConfig().setTolerableCheckpointFailureNumber(Integer.MAX_VALUE);
        return environment;
    }
}
