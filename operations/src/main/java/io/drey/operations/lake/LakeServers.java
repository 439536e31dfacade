package io.drey.operations.lake;

import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.LakeSettings;
import io.drey.lake.audit.AuditSettings;
import io.drey.lake.ledger.LedgerSettings;
import io.drey.lake.restore.ArchiveLogins;
import io.drey.operations.OperationException;
import io.drey.operations.stack.Workspace;
import io.drey.query.QuerySettings;
import io.drey.query.delivery.SmtpSettings;
import io.drey.query.engine.TrinoSettings;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/**
 * Where a lake is, and the servers that are asked about it: those that settings name, else the running local stack's. Each is looked
 * for when it is needed, and each may fail with an {@link OperationException} if a setting is missing or wrong.
 */
public interface LakeServers {

    /** The lake. */
    LakeSettings settings();

    /** Which accesses are recorded. */
    AuditSettings auditSettings();

    /** Which dataset's archive is reached with which login. */
    ArchiveLogins archiveLogins();

    /** How mail is sent. */
    SmtpSettings smtp();

    /** Where the lake's ledger is anchored. */
    LedgerSettings ledgerSettings();

    /** The Kafka whose lines are in the lake; empty where the settings name a lake and no Kafka. */
    Optional<KafkaSettings> kafka();

    /** What of queries is set. */
    QuerySettings querySettings();

    /** Where the Trino is that reads this lake. */
    TrinoSettings trino();

    /** The settings that were given. */
    Configuration configuration();

    /** The folder of the local stack, which may not run. */
    Workspace workspace();
}
