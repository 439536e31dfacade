package io.drey.lake.retention;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import io.drey.lake.ledger.LakeOperation;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.table.Trait;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Erases a data subject (GDPR Art. 17) from {@code logs}, {@code dead_letters} and {@code alerts}: on every branch and tag, in the
 * history, and in storage; then reads all that is left and says what it found.
 *
 * <p>The order is: record that it begins; each table, as {@link TableErasure} says; read all remaining files; record the tables
 * and, if nothing was found, the end. Killed at any moment it is run again with the same subject and goes on under the same id.
 * What a legal hold covers stays and is counted. Reports made before are evidence and are left alone: {@link
 * Erasures#supersedingOf} tells why their snapshot is gone.
 */
public final class Erasure {

    private static final List<LakeTable> TABLES = LakeTable.having(Trait.ERASED);

    private final Lake lake;
    private final Holds holds;
    private final Clock clock;
    private final Ledger ledger;

    /**
     * Who erases, and why.
     *
     * @param subject what is looked for
     * @param actor who
     * @param reason why; without the subject's data, as it is kept
     * @param grace how long queries that began before may still read the old snapshots before they go
     */
    public record Request(Subject subject, String actor, String reason, Duration grace) {

        public Request {
            Hold.requireReason(reason);
            if (grace.isNegative()) {
                throw new IllegalArgumentException("the grace %s is negative: give 0s or more".formatted(grace));
            }
            if (subject.search().isIn(reason.getBytes(UTF_8))) {
                throw new IllegalArgumentException(
                        "the reason holds the subject's data and is kept: name a case or ticket instead");
            }
        }
    }

    /**
     * What became of a table.
     *
     * @param table the table
     * @param rowsErased rows that are gone
     * @param rowsHeld rows that stay, by the hold's id
     * @param filesDropped files taken out whole
     * @param filesRewritten files replaced by one without the rows
     * @param filesRemoved files deleted from storage
     * @param replacedTags tags that were moved: the old and the new snapshot
     * @param expiredSnapshots how many snapshots are gone
     */
    public record TableOutcome(
            LakeTable table,
            long rowsErased,
            Map<String, Long> rowsHeld,
            long filesDropped,
            long filesRewritten,
            long filesRemoved,
            Map<String, String> replacedTags,
            int expiredSnapshots) {}

    /**
     * What was done.
     *
     * @param id what names the erasure
     * @param tables what became of each table
     * @param findings where the subject still is, a line each; empty is the proof that it is nowhere but in held rows
     */
    public record Outcome(String id, List<TableOutcome> tables, List<String> findings) {}

    public Erasure(Lake lake, Clock clock, Ledger ledger) {
        this.lake = lake;
        this.holds = new Holds(lake);
        this.clock = clock;
        this.ledger = ledger;
    }

    /** Counts what would be erased, on every ref. */
    public List<TableOutcome> count(Subject subject) {
        List<Hold> active = holds.active(subject.tenant());
        List<TableOutcome> outcomes = new ArrayList<>();
        for (LakeTable name : TABLES) {
            SubjectRule rule = new SubjectRule(name, subject.search(), active);
            TableErasure erasure = new TableErasure(
                    lake.table(name), rule.subject(), new RowDeletion(rule, Map.of(), () -> true), unused -> {});
            RowDeletion.Outcome rows = erasure.plan();
            outcomes.add(new TableOutcome(
                    name,
                    rows.rowsDeleted(),
                    rows.rowsHeld(),
                    rows.filesDropped(),
                    rows.filesRewritten(),
                    0,
                    Map.of(),
                    0));
        }
        return outcomes;
    }

    /**
     * Erases.
     *
     * @throws LakeException if the lake cannot be reached, or holds change meanwhile; it can be run again
     */
    public Outcome run(Request request) {
        Subject subject = request.subject();
        Erasures erasures = new Erasures(lake);
        Erasures.Begun begun = erasures.begin(request, clock.instant());
        long version = holds.version();
        List<Hold> active = holds.active(subject.tenant());
        Map<LakeTable, TableErasure.Outcome> done = new HashMap<>();
        List<TableOutcome> outcomes = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        for (LakeTable name : TABLES) {
            Table table = lake.table(name);
            SubjectRule rule = new SubjectRule(name, subject.search(), active);
            RowDeletion deletion = new RowDeletion(
                    rule,
                    Map.of(LakeOperation.PROPERTY, LakeOperation.ERASE, "drey.erasure-id", begun.id()),
                    () -> holds.version() == version);
            TableErasure.Outcome outcome = new TableErasure(table, rule.subject(), deletion, going -> {
                        beforeExpiry(version, request.grace());
                        // It cannot read what the erasure took away once the old snapshots are gone.
                        ledger.update(update -> {});
                        // Written first: if we are killed right after, what went is not forgotten.
                        erasures.expiring(begun, name, going, clock.instant());
                    })
                    .run();
            Optional<Long> clean = Optional.ofNullable(table.currentSnapshot()).map(Snapshot::snapshotId);
            erasures.tableDone(begun, name, outcome, clean, clock.instant());
            done.put(name, outcome);
        }
        for (LakeTable name : TABLES) {
            Table table = lake.table(name);
            TableErasure.Outcome outcome = done.get(name);
            SubjectRule rule = new SubjectRule(name, subject.search(), active);
            ErasureProof proof = new ErasureProof(table, name, rule, clock.instant());
            findings.addAll(proof.search(TableErasure.named(table)));
            outcomes.add(new TableOutcome(
                    name,
                    outcome.rows().rowsDeleted(),
                    outcome.rows().rowsHeld(),
                    outcome.rows().filesDropped(),
                    outcome.rows().filesRewritten(),
                    outcome.filesRemoved() + proof.removed(),
                    outcome.replacedTags(),
                    outcome.expired().size()));
        }
        if (findings.isEmpty()) {
            erasures.end(begun, clock.instant());
        }
        return new Outcome(begun.id(), outcomes, findings);
    }

    private void beforeExpiry(long version, Duration grace) {
        try {
            Thread.sleep(grace.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LakeException("interrupted before the old snapshots were expired: run this again", e);
        }
        if (holds.version() != version) {
            throw new LakeException(
                    "a legal hold was placed or released meanwhile, so the old snapshots were left: if it covers rows that "
                            + "are gone, restore them from these; then run this again");
        }
    }
}
