package io.drey.operations.rules;

import static java.util.Objects.requireNonNull;

import io.drey.cep.PublishedRules;
import io.drey.event.Alert;
import io.drey.event.LogEvent;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.kafka.AlertProducer;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.audit.Access;
import io.drey.lake.audit.AccessAudit;
import io.drey.lake.audit.AuditSettings;
import io.drey.operations.Actor;
import io.drey.rules.backtest.Backtest;
import io.drey.rules.book.RuleBook;
import io.drey.rules.book.RuleHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Matches the events of the lake with the published rules again, and raises the alerts that running jobs did not: those that events
 * are part of which came behind their dataset's clock.
 *
 * <p>Only rules about several events can miss something: one about a single event sees each as it comes. An alert that exists is
 * known by its id and is not raised again. A rule's alert whose first event happened before that version was published is none of
 * late events: jobs did not know the rule yet.
 *
 * @param settings the lake
 * @param audited which accesses are recorded
 * @param kafka has the rules and gets the alerts
 * @param scratch where what does not fit into memory is sorted; null for the system's folder for temporary files
 * @param told takes what somebody may want to know
 */
public record Rescan(
        LakeSettings settings, AuditSettings audited, KafkaSettings kafka, Path scratch, Consumer<String> told) {

    /** So long after an event's time its alert is there if it came in time: until then nothing is known to be missing. */
    public static final Duration SETTLING = Duration.ofMinutes(20);

    /** How far back events are matched where nobody says. */
    public static final Duration REACH = Duration.ofHours(3);

    /** What ends the reason of each alert that is raised; it is marked as late, too. */
    public static final String LATE = " (late: found by a rescan of the lake)";

    /** So many alerts are sent at once. */
    private static final int BATCH = 500;

    /** Whether anybody hears of what is found. */
    public enum Mode {
        RAISE,
        DRY_RUN
    }

    /**
     * What was done.
     *
     * @param events how many events were read
     * @param known how many of the alerts that were found exist
     * @param raised how many do not
     */
    public record Outcome(long events, long known, long raised) {

        /** Both. */
        public Outcome plus(Outcome other) {
            return new Outcome(events + other.events, known + other.known, raised + other.raised);
        }
    }

    public Rescan {
        requireNonNull(settings, "settings is null");
        requireNonNull(audited, "audited is null");
        requireNonNull(kafka, "kafka is null");
        requireNonNull(told, "told is null");
    }

    /**
     * Matches the events of a tenant, or of one of its datasets.
     *
     * @param range when the last events of alerts happened
     * @param missing takes the alerts that do not exist, before they are raised
     * @throws IOException if what does not fit into memory cannot be sorted on disk
     */
    public Outcome run(
            Lake lake,
            String tenant,
            Optional<String> dataset,
            Backtest.Range range,
            Mode mode,
            Consumer<LogEvent> looked,
            Consumer<Alert> missing)
            throws IOException {
        try (PublishedRules rules = new PublishedRules(new ControlTopics(kafka.properties()))) {
            rules.open();
            RuleBook book = rules.rules(tenant);
            Set<String> wanted = book.rules(range.fromMillis(), range.toMillis()).stream()
                    .filter(rule -> !rule.isStaged())
                    .map(RuleHeader::key)
                    .filter(key -> book.keyed(key).isPresent())
                    .collect(Collectors.toSet());
            if (wanted.isEmpty()) {
                return new Outcome(0, 0, 0);
            }
            KnownAlerts known = KnownAlerts.read(lake, kafka, tenant, range);
            AccessAudit audit = new AccessAudit(settings, audited.queries(), Clock.systemUTC(), told);
            Access access = access(lake, tenant, dataset, range);
            audit.begin(access);
            try (Raising raising = new Raising(rules, wanted, known, mode, missing)) {
                long events = raising.run(lake, tenant, dataset, book, range, looked);
                audit.done(access, OptionalLong.of(events));
                return new Outcome(events, raising.existing, raising.raised);
            } catch (IOException | RuntimeException e) {
                audit.failed(access);
                throw e;
            }
        }
    }

    private static Access access(Lake lake, String tenant, Optional<String> dataset, Backtest.Range range) {
        Map<String, Long> snapshots = new TreeMap<>();
        lake.snapshotId(LakeTable.LOGS).ifPresent(id -> snapshots.put(LakeTable.LOGS.tableName(), id));
        String asked = "rescan of %s from %s to %s"
                .formatted(
                        dataset.orElse("all datasets"),
                        Instant.ofEpochMilli(range.fromMillis()),
                        Instant.ofEpochMilli(range.toMillis()));
        return Access.of(Access.Action.QUERY, tenant, Actor.name(), "drey", asked, asked, snapshots);
    }

    /** The alerts of one run on their way. */
    private final class Raising implements AutoCloseable {

        private final PublishedRules rules;
        private final Set<String> wanted;
        private final KnownAlerts known;
        private final Mode mode;
        private final Consumer<Alert> missing;
        private final List<Alert> batch = new ArrayList<>();
        private AlertProducer producer;
        private long existing;
        private long raised;

        private Raising(
                PublishedRules rules, Set<String> wanted, KnownAlerts known, Mode mode, Consumer<Alert> missing) {
            this.rules = rules;
            this.wanted = wanted;
            this.known = known;
            this.mode = mode;
            this.missing = missing;
        }

        private long run(
                Lake lake,
                String tenant,
                Optional<String> dataset,
                RuleBook book,
                Backtest.Range range,
                Consumer<LogEvent> looked)
                throws IOException {
            long now = System.currentTimeMillis();
            try (Scratch folder = Scratch.in(scratch);
                    Backtest backtest =
                            new Backtest(book, range, folder.path(), LakeFeed.memoryBytes(), now, this::found)) {
                LakeFeed.feed(lake, tenant, dataset, event -> rules.sees(event.datasetId()), backtest, looked);
                backtest.end(now);
                send();
                return backtest.events();
            }
        }

        private void found(Alert alert) {
            if (!wanted.contains(RuleHeader.key(alert.ruleId(), alert.ruleVersion())) || isBeforeItsRule(alert)) {
                return;
            }
            if (known.contains(alert.id())) {
                existing++;
                return;
            }
            raised++;
            Alert late = alert.asLate(alert.reason() + LATE);
            missing.accept(late);
            batch.add(late);
            if (batch.size() == BATCH) {
                send();
            }
        }

        private boolean isBeforeItsRule(Alert alert) {
            return rules.publishedAt(alert.tenant(), alert.ruleId(), alert.ruleVersion())
                    .filter(published -> alert.firstMillis() < published.toEpochMilli())
                    .isPresent();
        }

        private void send() {
            if (mode == Mode.RAISE && !batch.isEmpty()) {
                if (producer == null) {
                    producer = new AlertProducer(kafka);
                }
                producer.send(batch);
            }
            batch.clear();
        }

        @Override
        public void close() {
            if (producer != null) {
                producer.close();
            }
        }
    }
}
