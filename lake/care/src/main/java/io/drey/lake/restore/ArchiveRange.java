package io.drey.lake.restore;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Which lines are archived.
 *
 * @param tenant whose lines
 * @param dataset of which dataset; empty for all
 * @param from the first hour of arrival
 * @param to the hour after the last
 */
public record ArchiveRange(String tenant, Optional<String> dataset, Instant from, Instant to) {

    public ArchiveRange {
        DatasetId.requireTenant(tenant);
        for (String name : dataset.stream().toList()) {
            dataset = Optional.of(new DatasetId(tenant, name).dataset());
        }
        requireWholeHour("--from", from);
        requireWholeHour("--to", to);
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException(
                    "--from %s is not before --to %s: the last hour is the one before --to".formatted(from, to));
        }
    }

    private static void requireWholeHour(String option, Instant time) {
        requireNonNull(time, option);
        if (!time.truncatedTo(ChronoUnit.HOURS).equals(time)) {
            throw new IllegalArgumentException("%s %s is in the middle of an hour: whole hours are archived, as %s"
                    .formatted(option, time, time.truncatedTo(ChronoUnit.HOURS)));
        }
    }
}
