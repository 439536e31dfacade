package io.drey.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What differs between the databases that alerts are upserted into. */
enum JdbcDialect {
    /** The driver is in the cluster's {@code lib}. */
    POSTGRESQL(
            "jdbc:postgresql:.*",
            "org.postgresql.Driver",
            1,
            "alerts.sql",
            """
            INSERT INTO %s (id, tenant, dataset, rule_id, rule_version, rule_title, severity, group_key, first_ts, ts,
                event_created, reason, event_count, evidence, late)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
            ON CONFLICT (tenant, id) DO UPDATE SET dataset = EXCLUDED.dataset, rule_id = EXCLUDED.rule_id,
                rule_version = EXCLUDED.rule_version, rule_title = EXCLUDED.rule_title, severity = EXCLUDED.severity,
                group_key = EXCLUDED.group_key, first_ts = EXCLUDED.first_ts, ts = EXCLUDED.ts,
                event_created = EXCLUDED.event_created, reason = EXCLUDED.reason, event_count = EXCLUDED.event_count,
                evidence = EXCLUDED.evidence, late = EXCLUDED.late
            """) {
        @Override
        Object time(long millis) {
            return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
        }
    },

    /** MariaDB and MySQL, by MariaDB's driver, which is in the cluster's {@code lib}. */
    MARIADB(
            "jdbc:(mariadb|mysql):.*",
            "org.mariadb.jdbc.Driver",
            1_000,
            "alerts-mariadb.sql",
            """
            INSERT INTO %s (id, tenant, dataset, rule_id, rule_version, rule_title, severity, group_key, first_ts, ts,
                event_created, reason, event_count, evidence, late)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON DUPLICATE KEY UPDATE dataset = VALUES(dataset), rule_id = VALUES(rule_id),
                rule_version = VALUES(rule_version), rule_title = VALUES(rule_title), severity = VALUES(severity),
                group_key = VALUES(group_key), first_ts = VALUES(first_ts), ts = VALUES(ts),
                event_created = VALUES(event_created), reason = VALUES(reason), event_count = VALUES(event_count),
                evidence = VALUES(evidence), late = VALUES(late)
            """) {
        @Override
        Object time(long millis) {
            // Its time stamps have no zone, or end in 2038.
            return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
        }

        @Override
        String connectionUrl(String url) {
            return url.replaceFirst("^jdbc:mysql:", "jdbc:mariadb:");
        }
    };

    /** What an address may look like. */
    static final String ADDRESSES = "jdbc:postgresql://host:5432/database or jdbc:mariadb://host:3306/database";

    /** Columns that a table of an earlier version lacks, and what they hold; rows that are there have the default. */
    private static final Map<String, String> LATER_COLUMNS = Map.of("late", "boolean NOT NULL DEFAULT false");

    private static final int CONNECT_SECONDS = 10;
    private static final int ANSWER_SECONDS = 60;

    private final String urls;
    private final String driver;
    private final int timeUnitsASecond;
    private final String definition;
    private final String upsert;

    JdbcDialect(String urls, String driver, int timeUnitsASecond, String definition, String upsert) {
        this.urls = urls;
        this.driver = driver;
        this.timeUnitsASecond = timeUnitsASecond;
        this.definition = definition;
        this.upsert = upsert;
    }

    /** That of an address; empty if there is none for it. */
    static Optional<JdbcDialect> of(String url) {
        for (JdbcDialect dialect : values()) {
            if (url.matches(dialect.urls)) {
                return Optional.of(dialect);
            }
        }
        return Optional.empty();
    }

    /** The driver's class. */
    String driver() {
        return driver;
    }

    /** The driver's properties that say how long it tries to connect and waits for an answer. */
    Map<String, String> timeouts() {
        return Map.of(
                "connectTimeout", Integer.toString(CONNECT_SECONDS * timeUnitsASecond),
                "socketTimeout", Integer.toString(ANSWER_SECONDS * timeUnitsASecond));
    }

    /** The address as the driver takes it. */
    String connectionUrl(String url) {
        return url;
    }

    /** What writes a row, or replaces the one of that tenant and id. */
    String upsert(String table) {
        return upsert.formatted(table);
    }

    /** A time stamp as a parameter, by milliseconds since the epoch. */
    abstract Object time(long millis);

    /**
     * Makes a table if it is not there, and adds to one of an earlier version what it lacks. A table that is as it should be is
     * only looked at, so that no right to change it is needed.
     */
    void makeTable(String table, Statement statement) throws SQLException {
        statement.execute(tableDefinition(table));
        Set<String> columns = columns(table, statement);
        for (Map.Entry<String, String> column : LATER_COLUMNS.entrySet()) {
            if (!columns.contains(column.getKey())) {
                // Not every database takes IF NOT EXISTS here.
                statement.execute(
                        "ALTER TABLE %s ADD COLUMN %s %s".formatted(table, column.getKey(), column.getValue()));
            }
        }
    }

    private static Set<String> columns(String table, Statement statement) throws SQLException {
        try (ResultSet nothing = statement.executeQuery("SELECT * FROM %s WHERE 1 = 0".formatted(table))) {
            ResultSetMetaData described = nothing.getMetaData();
            Set<String> columns = new HashSet<>();
            for (int i = 1; i <= described.getColumnCount(); i++) {
                columns.add(described.getColumnName(i).toLowerCase(Locale.ROOT));
            }
            return columns;
        }
    }

    /** What makes the table. */
    String tableDefinition(String table) {
        try (InputStream in = JdbcDialect.class.getResourceAsStream(definition)) {
            return new String(in.readAllBytes(), UTF_8).replace("ALERTS_TABLE", table);
        } catch (IOException e) {
            throw new UncheckedIOException("reading %s from the jar".formatted(definition), e);
        }
    }
}
