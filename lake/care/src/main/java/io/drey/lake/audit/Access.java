package io.drey.lake.audit;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.Sha256;
import java.util.Map;
import java.util.UUID;

/**
 * An access to a tenant's rows.
 *
 * @param id what names it
 * @param action what was done
 * @param tenant whose rows
 * @param actor who did it: the user of the operating system, which whoever runs the command chooses
 * @param engine what reads the rows
 * @param statement what was asked, without values; cut off behind {@link #LONGEST_STATEMENT} characters
 * @param statementSha256 SHA-256 of what was asked, values included
 * @param snapshots the snapshot that is read, by table
 */
public record Access(
        String id,
        Action action,
        String tenant,
        String actor,
        String engine,
        String statement,
        String statementSha256,
        Map<String, Long> snapshots) {

    /** How much of a statement is kept, in characters. */
    public static final int LONGEST_STATEMENT = 4096;

    /** What is done with a tenant's rows. */
    public enum Action {
        QUERY,
        REPORT,
        RESTORE,
        SEARCH
    }

    public Access {
        requireNonNull(id, "id is null");
        requireNonNull(action, "action is null");
        DatasetId.requireTenant(tenant);
        requireNonNull(actor, "actor is null");
        requireNonNull(engine, "engine is null");
        requireNonNull(statementSha256, "statementSha256 is null");
        snapshots = Map.copyOf(snapshots);
        if (statement.length() > LONGEST_STATEMENT) {
            boolean splits = Character.isHighSurrogate(statement.charAt(LONGEST_STATEMENT - 1));
            statement = statement.substring(0, splits ? LONGEST_STATEMENT - 1 : LONGEST_STATEMENT);
        }
    }

    /**
     * A new access.
     *
     * @param asked what was asked, as it was given
     * @param statement the same without values
     */
    public static Access of(
            Action action,
            String tenant,
            String actor,
            String engine,
            String asked,
            String statement,
            Map<String, Long> snapshots) {
        return new Access(
                UUID.randomUUID().toString(), action, tenant, actor, engine, statement, Sha256.of(asked), snapshots);
    }
}
