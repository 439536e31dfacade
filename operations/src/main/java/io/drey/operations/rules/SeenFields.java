package io.drey.operations.rules;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.lake.Lake;
import io.drey.lake.LakeReader;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.audit.Access;
import io.drey.lake.audit.AccessAudit;
import io.drey.lake.audit.AuditSettings;
import io.drey.operations.Actor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Which of some fields no event had, as far as the lake shows it for a time. It ends at the first events that have all of them
 * together, and at {@link #MOST} events at the latest.
 *
 * @param unseen those that no event had
 * @param events how many events were looked at
 * @param isWhole whether these are all of that time, or as many as it took to see all fields
 */
public record SeenFields(Set<FieldName> unseen, long events, boolean isWhole) {

    /** So many events are looked at. */
    static final long MOST = 5_000_000;

    private static final Duration SLICE = Duration.ofHours(1);

    public SeenFields {
        unseen = Set.copyOf(unseen);
    }

    /**
     * Looks for fields in a tenant's events, those of the latest hour first.
     *
     * @param seen of which datasets
     * @param told takes what somebody may want to know
     * @throws IOException if the lake cannot be read
     */
    public static SeenFields look(
            LakeSettings settings,
            AuditSettings audited,
            String tenant,
            Predicate<DatasetId> seen,
            Set<FieldName> asked,
            Instant from,
            Instant to,
            Consumer<String> told)
            throws IOException {
        requireNonNull(asked, "asked is null");
        if (asked.isEmpty()) {
            return new SeenFields(asked, 0, true);
        }
        try (Lake lake = Lake.open(settings)) {
            AccessAudit audit = new AccessAudit(settings, audited.queries(), Clock.systemUTC(), told);
            Access access = access(lake, tenant, from, to);
            audit.begin(access);
            try {
                SeenFields found = look(lake, tenant, seen, asked, from, to);
                audit.done(access, OptionalLong.of(found.events()));
                return found;
            } catch (IOException | RuntimeException e) {
                audit.failed(access);
                throw e;
            }
        }
    }

    private static SeenFields look(
            Lake lake, String tenant, Predicate<DatasetId> seen, Set<FieldName> asked, Instant from, Instant to)
            throws IOException {
        Set<FieldName> unseen = new LinkedHashSet<>(asked);
        long events = 0;
        for (Instant end = to; end.isAfter(from); end = end.minus(SLICE)) {
            Instant begin = end.minus(SLICE).isAfter(from) ? end.minus(SLICE) : from;
            try (CloseableIterable<LogEvent> slice = LakeReader.happened(lake, tenant, Optional.empty(), begin, end)) {
                for (LogEvent event : slice) {
                    if (!seen.test(event.datasetId())) {
                        continue;
                    }
                    events++;
                    unseen.removeIf(event::has);
                    if (unseen.isEmpty() || events == MOST) {
                        return new SeenFields(unseen, events, unseen.isEmpty());
                    }
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        return new SeenFields(unseen, events, true);
    }

    private static Access access(Lake lake, String tenant, Instant from, Instant to) {
        Map<String, Long> snapshots = new TreeMap<>();
        lake.snapshotId(LakeTable.LOGS).ifPresent(id -> snapshots.put(LakeTable.LOGS.tableName(), id));
        String asked = "fields of events from %s to %s".formatted(from, to);
        return Access.of(Access.Action.QUERY, tenant, Actor.name(), "drey", asked, asked, snapshots);
    }
}
