package io.drey.lake.maintenance;

import io.drey.lake.LakeTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Something that is done for tables now and then, without being asked. The maintenance job does all of {@link CareActions#ALL}
 * and counts what they do; an action says here whatever that takes.
 *
 * <p>It is safe to repeat, to kill and to run twice at once: what is left to do follows from the table.
 */
public interface CareAction {

    /** What it is called in logs and metrics: a verb in lower case. */
    String name();

    /** The name of the metric that counts what it did. */
    String measure();

    /** The settings that it alone reads, called {@code maintenance-*}; those of {@link MaintenanceSettings} are not among them. */
    default List<ConfigOption<?>> options() {
        return List.of();
    }

    /** Whether it ever does something for a table. */
    boolean isFor(LakeTable table);

    /** The time between two runs. */
    Duration interval(ReadableConfig settings);

    /**
     * Whether it is time for a run.
     *
     * @param health of the table when it was looked at last
     * @param last when the last run ended that went well; {@link Instant#EPOCH} where there was none
     */
    default boolean isDue(ReadableConfig settings, TableHealth health, Instant last, Instant now) {
        return !now.isBefore(last.plus(interval(settings)));
    }

    /**
     * Does what there is to do for a table.
     *
     * @param done hears how much was done whenever something is, as {@link #measure} counts it
     * @throws io.drey.lake.LakeException if the table cannot be read or written; the next run tries again
     */
    void run(Care care, LakeTable table, LongConsumer done);
}
