package io.drey.operations.restart;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.ledger.LandedSince;
import io.drey.operations.restart.StateFiles.FoldersHere;
import io.drey.operations.suite.Job;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;

/**
 * Tells the lake what landed after a checkpoint or savepoint that a user names, before a job that takes lines in goes on from it: the
 * job reads these lines again, and lands them no second time.
 */
public final class LandedLater {

    /** Storage and catalog may have other clocks. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    private LandedLater() {}

    /**
     * Tells the lake; of a job that lands no lines there is nothing to tell.
     *
     * @param job the job, which does not run
     * @param settings of the job
     * @param location the checkpoint or savepoint
     */
    public static void tell(Job job, Configuration settings, String location, Consumer<String> told) {
        if (!job.takingTurns().contains(Job.INGEST)) {
            return;
        }
        if (!settings.contains(LakeSettings.LAKE_WAREHOUSE)) {
            told.accept("  %-11s is not compared with the lake, which needs -D%s=…: what landed after %s lands twice"
                    .formatted(job.shortName(), LakeSettings.LAKE_WAREHOUSE.key(), location));
            return;
        }
        Instant since = completed(settings, location)
                .map(completed -> completed.minus(CLOCKS_APART))
                .orElse(Instant.EPOCH);
        try (Lake lake = Lake.open(LakeSettings.from(settings))) {
            Map<LakeTable, Long> landed = LandedSince.tell(lake, since);
            told.accept("  %-11s lands none of the %,d lines again that landed since %s"
                    .formatted(
                            job.shortName(),
                            landed.values().stream().mapToLong(Long::longValue).sum(),
                            since.equals(Instant.EPOCH) ? "the beginning" : since));
        }
    }

    private static Optional<Instant> completed(Configuration settings, String location) {
        try (StateFiles files = new StateFiles(settings, FoldersHere.SHARED)) {
            return files.completeBelow(location).stream()
                    .map(SavedState::completed)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
