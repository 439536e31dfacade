package io.drey.operations.serve;

import io.drey.schedule.ScheduleException;
import io.drey.schedule.ScheduleSettings;
import io.drey.schedule.store.Database;
import io.drey.serve.run.Peers;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Which instance of the query service has which run, in the database of schedules. Moments are those of the database's clock. */
final class SharedRuns implements Peers {

    /** Any number that nobody else locks: two instances that make the tables at once would hinder each other. */
    private static final long LOCK_OF_MAKING = 0x44726579_53657276L;

    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    /** After so long an instance is taken for dead. */
    private static final int DEAD_SECONDS = 30;

    private static final String ALIVE = "seen > now() - interval '%d seconds'".formatted(DEAD_SECONDS);

    private final Database database;
    private final String own;
    private final ScheduledExecutorService heart;
    private final Consumer<String> told;
    private boolean isAway;

    private SharedRuns(Database database, URI own, Consumer<String> told) {
        this.database = database;
        this.own = own.toString();
        this.told = told;
        this.heart = Executors.newSingleThreadScheduledExecutor(beat -> {
            Thread thread = new Thread(beat, "drey-serve-heartbeat");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Makes this instance known.
     *
     * @param own where others reach it
     * @param told hears when the database is away, and when it is back
     * @throws ScheduleException if the database cannot be used
     */
    static SharedRuns open(ScheduleSettings settings, URI own, Consumer<String> told) {
        SharedRuns runs = new SharedRuns(Database.open(settings), own, told);
        try {
            runs.makeTables();
            // An earlier one at this address has left what nobody can fetch any more.
            runs.update("DELETE FROM drey_serve_runs WHERE address = ?", runs.own);
            runs.live();
        } catch (RuntimeException e) {
            runs.close();
            throw e;
        }
        var unused = runs.heart.scheduleAtFixedRate(
                runs::beat, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        return runs;
    }

    private void makeTables() {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK_OF_MAKING + ")");
            statement.execute(
                    """
                    CREATE TABLE IF NOT EXISTS drey_serve_instances (
                      address text PRIMARY KEY,
                      seen timestamptz NOT NULL);
                    CREATE TABLE IF NOT EXISTS drey_serve_runs (
                      run text PRIMARY KEY,
                      address text NOT NULL,
                      begun timestamptz NOT NULL DEFAULT now())""");
            connection.commit();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void live() {
        update(
                "INSERT INTO drey_serve_instances (address, seen) VALUES (?, now())"
                        + " ON CONFLICT (address) DO UPDATE SET seen = now()",
                own);
        update("DELETE FROM drey_serve_runs WHERE begun < now() - interval '7 days' AND address <> ?", own);
    }

    private void beat() {
        try {
            live();
            if (isAway) {
                isAway = false;
                told.accept("the database of runs is back");
            }
        } catch (RuntimeException e) {
            if (!isAway) {
                isAway = true;
                told.accept(e.getMessage());
            }
        }
    }

    @Override
    public void holds(String run) {
        update("INSERT INTO drey_serve_runs (address, run) VALUES (?, ?)", own, run);
    }

    @Override
    public void forgets(String run) {
        update("DELETE FROM drey_serve_runs WHERE address = ? AND run = ?", own, run);
    }

    @Override
    public Optional<URI> holder(String run) {
        return addresses(
                        "SELECT address FROM drey_serve_runs JOIN drey_serve_instances USING (address)"
                                + " WHERE address <> ? AND run = ? AND " + ALIVE,
                        own,
                        run)
                .stream()
                .findFirst();
    }

    @Override
    public List<URI> others() {
        return addresses(
                "SELECT address FROM drey_serve_instances WHERE address <> ? AND " + ALIVE + " ORDER BY address", own);
    }

    private List<URI> addresses(String sql, String... values) {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            List<URI> addresses = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    addresses.add(URI.create(found.getString(1)));
                }
            }
            return addresses;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void update(String sql, String... values) {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static void set(PreparedStatement statement, String... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setString(i + 1, values[i]);
        }
    }

    private static ScheduleException failed(SQLException failure) {
        return new ScheduleException(
                "the database of runs does not answer (%s): runs of other instances cannot be found, check %s"
                        .formatted(
                                failure.getMessage().lines().findFirst().orElse(""), ScheduleSettings.JDBC_URL.key()),
                failure);
    }

    /** Others are told at once: they need not wait until it is taken for dead. */
    @Override
    public void close() {
        heart.shutdownNow();
        try {
            update("DELETE FROM drey_serve_runs WHERE address = ?", own);
            update("DELETE FROM drey_serve_instances WHERE address = ?", own);
        } catch (ScheduleException e) {
            told.accept(e.getMessage());
        }
        database.close();
    }
}
