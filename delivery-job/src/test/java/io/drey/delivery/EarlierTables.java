package io.drey.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Tables of alerts as an earlier version made them, with a row of the tenant {@code earlier}. */
final class EarlierTables {

    private EarlierTables() {}

    /**
     * Makes one.
     *
     * @param definition the file that defined it
     * @param connection is closed
     */
    static void make(String definition, String table, Connection connection) throws IOException, SQLException {
        try (InputStream in = EarlierTables.class.getResourceAsStream("earlier/" + definition);
                connection;
                Statement statement = connection.createStatement()) {
            statement.execute(new String(in.readAllBytes(), UTF_8).replace("ALERTS_TABLE", table));
            statement.execute(
                    """
                    INSERT INTO %s (id, tenant, dataset, rule_id, rule_version, group_key, first_ts, ts, event_created,
                        event_count, evidence)
                    VALUES ('a0', 'earlier', 'access', 'scan', 1, '192.0.2.1', '2026-01-01 00:00:00', '2026-01-01 00:00:00',
                        '2026-01-01 00:00:00', 1, '[]')
                    """
                            .formatted(table));
        }
    }
}
