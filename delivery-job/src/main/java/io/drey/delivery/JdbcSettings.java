package io.drey.delivery;

import static java.util.Objects.requireNonNull;

import io.drey.event.SecretReference;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Where alerts are upserted by JDBC. Carries a reference to the password, never the password.
 *
 * @param url such as {@code jdbc:postgresql://host:5432/security}
 * @param user the user; empty where the address says it
 * @param password where the user's password is; null for none
 * @param table the table, with its schema where it needs one
 * @param tableMaking what becomes of a table that is not there
 */
record JdbcSettings(String url, String user, SecretReference password, String table, TableMaking tableMaking)
        implements Serializable {

    /** What becomes of a table that is not there. */
    enum TableMaking {
        /** It is made when the job is submitted. */
        MADE,
        /** Somebody else makes it. */
        LEFT
    }

    static final ConfigOption<String> URL = ConfigOptions.key("delivery-jdbc-url")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "The database of the sink jdbc: PostgreSQL, such as jdbc:postgresql://host:5432/security, or"
                            + " MariaDB or MySQL, such as jdbc:mariadb://host:3306/security.");

    static final ConfigOption<String> USER = ConfigOptions.key("delivery-jdbc-user")
            .stringType()
            .defaultValue("")
            .withDescription("The user at that database.");

    static final ConfigOption<String> PASSWORD = ConfigOptions.key("delivery-jdbc-password")
            .stringType()
            .noDefaultValue()
            .withDescription("Where the user's password is: env:NAME or file:/path. The password itself is refused.");

    static final ConfigOption<String> TABLE = ConfigOptions.key("delivery-jdbc-table")
            .stringType()
            .defaultValue("alerts")
            .withDescription("The table, with its schema where it needs one.");

    static final ConfigOption<Boolean> MAKE_TABLE = ConfigOptions.key("delivery-jdbc-make-table")
            .booleanType()
            .defaultValue(true)
            .withDescription(
                    "Whether the table is made when the job is submitted, if it is not there, and given the columns that"
                            + " one of an earlier version lacks.");

    /** All keys. */
    static final List<ConfigOption<?>> OPTIONS = List.of(URL, USER, PASSWORD, TABLE, MAKE_TABLE);

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*)?");

    JdbcSettings {
        requireNonNull(url, "url is null");
        requireNonNull(user, "user is null");
        requireNonNull(tableMaking, "tableMaking is null");
        if (JdbcDialect.of(url).isEmpty()) {
            throw new IllegalArgumentException("%s is '%s': write %s".formatted(URL.key(), url, JdbcDialect.ADDRESSES));
        }
        if (!NAME.matcher(table).matches()) {
            throw new IllegalArgumentException(
                    "%s is '%s': use lower-case letters, digits and _, and a dot behind the schema"
                            .formatted(TABLE.key(), table));
        }
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key, the value and the remedy
     */
    static JdbcSettings from(ReadableConfig configuration) {
        return new JdbcSettings(
                configuration
                        .getOptional(URL)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "%s is not set: write %s".formatted(URL.key(), JdbcDialect.ADDRESSES))),
                configuration.get(USER),
                configuration
                        .getOptional(PASSWORD)
                        .map(reference -> new SecretReference(PASSWORD.key(), reference))
                        .orElse(null),
                configuration.get(TABLE),
                configuration.get(MAKE_TABLE) ? TableMaking.MADE : TableMaking.LEFT);
    }

    /** What differs between databases. */
    JdbcDialect dialect() {
        return JdbcDialect.of(url).orElseThrow();
    }

    /**
     * Makes the table if it is not there and is to be made, and adds the columns that one of an earlier version lacks.
     *
     * @throws IllegalStateException saying what to mend, if the database cannot be reached or refuses
     */
    void createTable() {
        if (tableMaking == TableMaking.LEFT) {
            return;
        }
        try (Connection connection = new SecretConnections(this).getOrEstablishConnection();
                Statement statement = connection.createStatement()) {
            dialect().makeTable(table, statement);
        } catch (SQLException | ClassNotFoundException e) {
            throw new IllegalStateException(
                    "the table %s at %s cannot be made: %s; mend %s, %s or %s, or set %s to false and make it as README.md says"
                            .formatted(
                                    table,
                                    url,
                                    e.getMessage(),
                                    URL.key(),
                                    USER.key(),
                                    PASSWORD.key(),
                                    MAKE_TABLE.key()),
                    e);
        }
    }
}
