package io.drey.delivery;

import static java.util.Objects.requireNonNull;

import io.drey.job.delivery.RetryPause;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections whose password is read where they are made, so that no job graph holds it, and a changed one needs no restart. */
final class SecretConnections implements JdbcConnectionProvider {

    private static final Logger LOG = LoggerFactory.getLogger(SecretConnections.class);
    private static final int VALID_WITHIN_SECONDS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final JdbcSettings settings;

    private transient Connection connection;

    SecretConnections(JdbcSettings settings) {
        this.settings = requireNonNull(settings, "settings is null");
    }

    @Override
    public Connection getConnection() {
        return connection;
    }

    @Override
    public boolean isConnectionValid() throws SQLException {
        return connection != null && connection.isValid(VALID_WITHIN_SECONDS);
    }

    @Override
    public Connection getOrEstablishConnection() throws SQLException, ClassNotFoundException {
        if (!isConnectionValid()) {
            closeConnection();
            JdbcDialect dialect = settings.dialect();
            Class.forName(dialect.driver(), true, Thread.currentThread().getContextClassLoader());
            Properties properties = new Properties();
            if (!settings.user().isEmpty()) {
                properties.put("user", settings.user());
            }
            if (settings.password() != null) {
                properties.put("password", settings.password().resolve(System.getenv()));
            }
            properties.putAll(dialect.timeouts());
            connection = DriverManager.getConnection(dialect.connectionUrl(settings.url()), properties);
        }
        return connection;
    }

    @Override
    public void closeConnection() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException gone) {
                // It is as closed as it was to become.
            }
            connection = null;
        }
    }

    /** Tries again for as long as {@link #PATIENCE}, so that an outage of the database restarts no job. */
    @Override
    public Connection reestablishConnection() throws SQLException, ClassNotFoundException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int failures = 0; ; failures++) {
            try {
                closeConnection();
                return getOrEstablishConnection();
            } catch (SQLException away) {
                if (System.nanoTime() >= deadline) {
                    throw away;
                }
                Duration pause = RetryPause.after(failures, FIRST_PAUSE, LONGEST_PAUSE);
                if (failures == 0 || pause.equals(LONGEST_PAUSE)) {
                    LOG.warn(
                            "the database at {} cannot be reached: {}; trying again in {} ms",
                            settings.url(),
                            away.getMessage(),
                            pause.toMillis());
                }
                sleep(pause, away);
            }
        }
    }

    private static void sleep(Duration pause, SQLException away) throws SQLException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away;
        }
    }

    @Override
    public void close() {
        closeConnection();
    }
}
