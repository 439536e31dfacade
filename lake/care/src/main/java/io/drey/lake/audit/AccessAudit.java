package io.drey.lake.audit;

import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.retention.AppendedRows;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Records who asked for which tenant's rows, in the lake's table {@code access_audit}: a row, a file and a commit for each; the
 * maintenance job joins the files.
 *
 * <p>It is written by the same program that reads the rows, with the same login, so it shows what users of the commands did and
 * not what somebody does who reads the files by other means: that is for the logs of the catalog's database and of the bucket.
 */
public final class AccessAudit {

    private static final String BEGUN = "begun";
    private static final String DONE = "done";
    private static final String FAILED = "failed";
    private static final String REFUSED = "refused";

    private final LakeSettings settings;
    private final AuditPolicy policy;
    private final Clock clock;
    private final Consumer<String> warnings;

    /**
     * A recorded access.
     *
     * @param time when
     * @param outcome {@code begun}, {@code done}, {@code failed} or {@code refused}
     * @param access what
     * @param rowCount how many rows were given; empty where that is not known
     */
    public record Entry(Instant time, String outcome, Access access, OptionalLong rowCount) {}

    /**
     * @param policy what becomes of an access that cannot be recorded
     * @param warnings is told of each that could not be, in one line, where that does no more
     */
    public AccessAudit(LakeSettings settings, AuditPolicy policy, Clock clock, Consumer<String> warnings) {
        this.settings = settings;
        this.policy = policy;
        this.clock = clock;
        this.warnings = warnings;
    }

    /**
     * To be called before the first row is given.
     *
     * @throws LakeException if it must be recorded and cannot be
     */
    public void begin(Access access) {
        if (policy == AuditPolicy.REQUIRED) {
            try {
                append(access, BEGUN, OptionalLong.empty());
            } catch (RuntimeException e) {
                throw new LakeException(
                        "nothing is read, because who reads it cannot be recorded: %s".formatted(e.getMessage()), e);
            }
        }
    }

    /** To be called when all rows were given. */
    public void done(Access access, OptionalLong rowCount) {
        end(access, DONE, rowCount);
    }

    /** To be called when the access failed, some rows may have been given. */
    public void failed(Access access) {
        end(access, FAILED, OptionalLong.empty());
    }

    /** To be called when nothing was given, because it is not for whoever asked. */
    public void refused(Access access) {
        end(access, REFUSED, OptionalLong.empty());
    }

    /** The rows are out already, so this does not fail. */
    private void end(Access access, String outcome, OptionalLong rowCount) {
        if (policy == AuditPolicy.OFF) {
            return;
        }
        try {
            append(access, outcome, rowCount);
        } catch (RuntimeException e) {
            warnings.accept("this access was not recorded: %s".formatted(e.getMessage()));
        }
    }

    private void append(Access access, String outcome, OptionalLong rowCount) {
        try (Lake lake = Lake.open(settings)) {
            Table table = lake.table(LakeTable.ACCESS_AUDIT);
            Record row = GenericRecord.create(table.schema());
            row.setField("access_id", access.id());
            row.setField("action", access.action().name().toLowerCase(Locale.ROOT));
            row.setField("outcome", outcome);
            row.setField("tenant", access.tenant());
            row.setField("event_created", clock.instant().atOffset(ZoneOffset.UTC));
            row.setField("actor", access.actor());
            row.setField("engine", access.engine());
            row.setField("statement", access.statement());
            row.setField("statement_sha256", access.statementSha256());
            row.setField("snapshots", Snapshots.text(access.snapshots()));
            row.setField("row_count", rowCount.isPresent() ? rowCount.getAsLong() : null);
            AppendedRows.append(table, row);
        }
    }

    /**
     * What was recorded, in the order of time.
     *
     * @param tenant only of this tenant
     */
    public static List<Entry> entries(Lake lake, Optional<String> tenant) {
        Expression where = tenant.<Expression>map(name -> Expressions.equal("tenant", name))
                .orElse(Expressions.alwaysTrue());
        List<Entry> entries = new ArrayList<>();
        for (Record row : AppendedRows.read(lake.table(LakeTable.ACCESS_AUDIT), where)) {
            Long count = (Long) row.getField("row_count");
            entries.add(new Entry(
                    ((OffsetDateTime) row.getField("event_created")).toInstant(),
                    (String) row.getField("outcome"),
                    new Access(
                            (String) row.getField("access_id"),
                            Access.Action.valueOf(((String) row.getField("action")).toUpperCase(Locale.ROOT)),
                            (String) row.getField("tenant"),
                            (String) row.getField("actor"),
                            (String) row.getField("engine"),
                            (String) row.getField("statement"),
                            (String) row.getField("statement_sha256"),
                            Snapshots.parse((String) row.getField("snapshots"))),
                    count == null ? OptionalLong.empty() : OptionalLong.of(count)));
        }
        // By the alphabet an access is begun before it is done or failed.
        entries.sort(Comparator.comparing(Entry::time)
                .thenComparing(entry -> entry.access().id())
                .thenComparing(Entry::outcome));
        return entries;
    }
}
