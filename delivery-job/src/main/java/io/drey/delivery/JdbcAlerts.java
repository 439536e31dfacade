package io.drey.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.configuration.AlertStanding;
import io.drey.event.Alert;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;

/** Alerts as rows of a PostgreSQL table; an alert replaces the one of the same id. */
final class JdbcAlerts {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BATCH = 200;
    private static final long LONGEST_WAIT_MILLIS = 1_000;

    private static final int RETRIES = 5;

    private static final String UPSERT =
            """
            INSERT INTO %s (id, tenant, dataset, rule_id, rule_version, rule_title, severity, group_key, first_ts, ts,
                event_created, reason, event_count, evidence)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
            ON CONFLICT (tenant, id) DO UPDATE SET dataset = EXCLUDED.dataset, rule_id = EXCLUDED.rule_id,
                rule_version = EXCLUDED.rule_version, rule_title = EXCLUDED.rule_title, severity = EXCLUDED.severity,
                group_key = EXCLUDED.group_key, first_ts = EXCLUDED.first_ts, ts = EXCLUDED.ts,
                event_created = EXCLUDED.event_created, reason = EXCLUDED.reason, event_count = EXCLUDED.event_count,
                evidence = EXCLUDED.evidence
            """;

    private JdbcAlerts() {}

    static Sink<PositionedAlert> sink(JdbcSettings settings) {
        return JdbcSink.<PositionedAlert>builder()
                .withQueryStatement(
                        UPSERT.formatted(settings.table()), (statement, alert) -> fill(statement, alert.alert()))
                .withExecutionOptions(JdbcExecutionOptions.builder()
                        .withBatchSize(BATCH)
                        .withBatchIntervalMs(LONGEST_WAIT_MILLIS)
                        .withMaxRetries(RETRIES)
                        .build())
                .buildAtLeastOnce(new SecretConnections(settings));
    }

    private static void fill(PreparedStatement statement, Alert alert) throws SQLException {
        statement.setString(1, text(alert.id()));
        statement.setString(2, text(alert.tenant()));
        statement.setString(3, text(alert.dataset()));
        statement.setString(4, text(alert.ruleId()));
        statement.setInt(5, alert.ruleVersion());
        statement.setString(6, text(alert.ruleTitle()));
        statement.setString(7, text(alert.severity()));
        statement.setString(8, text(alert.groupKey()));
        statement.setObject(9, time(alert.firstMillis()));
        statement.setObject(10, time(alert.timestampMillis()));
        statement.setObject(11, time(alert.createdMillis()));
        statement.setString(12, text(alert.reason()));
        statement.setLong(13, alert.eventCount());
        statement.setString(14, evidence(alert));
    }

    /** PostgreSQL's text holds anything but NUL. */
    private static String text(String text) {
        return text == null ? null : text.replace('\0', '\uFFFD');
    }

    private static Object time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
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
