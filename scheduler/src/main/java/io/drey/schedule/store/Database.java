package io.drey.schedule.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.drey.schedule.ScheduleException;
import io.drey.schedule.ScheduleSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections to the database of schedules, kept and used again. */
public final class Database implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(60);
    /** For polls, heartbeats and alerts, beside those of runs. */
    private static final int OWN_CONNECTIONS = 3;

    private final HikariDataSource pool;

    private Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /**
     * Connects.
     *
     * @throws ScheduleException saying what to mend, if the database cannot be reached or refuses
     */
    public static Database open(ScheduleSettings settings) {
        PGSimpleDataSource server = new PGSimpleDataSource();
        server.setUrl(settings.jdbcUrl());
        if (!settings.user().isEmpty()) {
            server.setUser(settings.user());
        }
        server.setConnectTimeout((int) CONNECT_TIMEOUT.toSeconds());
        server.setSocketTimeout((int) SOCKET_TIMEOUT.toSeconds());
        server.setApplicationName("drey-schedule");
        HikariConfig config = new HikariConfig();
        try {
            settings.password().ifPresent(password -> server.setPassword(password.resolve(System.getenv())));
        } catch (IllegalStateException e) {
            throw new ScheduleException(e.getMessage(), e);
        }
        config.setDataSource(server);
        config.setPoolName("drey-schedule");
        config.setMaximumPoolSize(settings.threads() + OWN_CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        // Whether the database is there is asked below, so that its answer can be told.
        config.setInitializationFailTimeout(-1);
        try (Connection connection = server.getConnection()) {
            if (!connection.isValid((int) CONNECT_TIMEOUT.toSeconds())) {
                throw new SQLException("it does not answer");
            }
        } catch (SQLException e) {
            throw new ScheduleException(
                    "the database of schedules at %s cannot be used: %s; mend %s, %s or %s"
                            .formatted(
                                    settings.jdbcUrl(),
                                    e.getMessage(),
                                    ScheduleSettings.JDBC_URL.key(),
                                    ScheduleSettings.USER.key(),
                                    ScheduleSettings.PASSWORD.key()),
                    e);
        }
        return new Database(new HikariDataSource(config));
    }

    /** The connections. */
    public DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }
}
