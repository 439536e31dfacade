package io.drey.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.configuration.AlertStanding;
import io.drey.event.Alert;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;

/** Alerts as rows of a database's table; an alert replaces the one of the same id. */
final class JdbcAlerts {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BATCH = 200;
    private static final long LONGEST_WAIT_MILLIS = 1_000;

    private static final int RETRIES = 5;

    private JdbcAlerts() {}

    static Sink<PositionedAlert> sink(JdbcSettings settings) {
        JdbcDialect dialect = settings.dialect();
        return JdbcSink.<PositionedAlert>builder()
                .withQueryStatement(
                        dialect.upsert(settings.table()), (statement, alert) -> fill(statement, alert.alert(), dialect))
                .withExecutionOptions(JdbcExecutionOptions.builder()
                        .withBatchSize(BATCH)
                        .withBatchIntervalMs(LONGEST_WAIT_MILLIS)
                        .withMaxRetries(RETRIES)
                        .build())
                .buildAtLeastOnce(new SecretConnections(settings));
    }

    private static void fill(PreparedStatement statement, Alert alert, JdbcDialect dialect) throws SQLException {
        statement.setString(1, text(alert.id()));
        statement.setString(2, text(alert.tenant()));
        statement.setString(3, text(alert.dataset()));
        statement.setString(4, text(alert.ruleId()));
        statement.setInt(5, alert.ruleVersion());
        statement.setString(6, text(alert.ruleTitle()));
        statement.setString(7, text(alert.severity()));
        statement.setString(8, text(alert.groupKey()));
        statement.setObject(9, dialect.time(alert.firstMillis()));
        statement.setObject(10, dialect.time(alert.timestampMillis()));
        statement.setObject(11, dialect.time(alert.createdMillis()));
        statement.setString(12, text(alert.reason()));
        statement.setLong(13, alert.eventCount());
        statement.setString(14, evidence(alert));
        statement.setBoolean(15, alert.late());
    }

    /** PostgreSQL's text holds anything but NUL; the others' is the same. */
    private static String text(String text) {
        return text == null ? null : text.replace('\0', '\uFFFD');
    }

    private static String evidence(Alert alert) {
        try {
            JsonNode evidence = JSON.readTree(AlertDocument.json(alert, AlertStanding.UNTOUCHED))
                    .path("evidence");
            // The only escape that jsonb does not take; a backslash before it would be a different one.
            return evidence.toString().replaceAll("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000", "$1\uFFFD");
        } catch (IOException e) {
            throw new UncheckedIOException("an alert's own JSON", e);
        }
    }
}
