package io.drey.schedule.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.drey.schedule.ScheduleException;
import io.drey.schedule.domain.DueSlots;
import io.drey.schedule.domain.Schedule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Where schedules stand, and their history. Each method is one transaction. The database itself refuses a second run of a
 * schedule while one is under way, and a slot that is done twice.
 */
public final class ScheduleStore {

    /** Any number that nobody else locks: two instances that make the tables at once would hinder each other. */
    private static final long LOCK_OF_MAKING = 0x44726579_53636865L;

    private static final String UNIQUE_VIOLATION = "23505";
    private static final int LONGEST_DETAIL = 2_000;
    private static final String COLUMNS =
            "schedule, slot, attempt, cause, started, ended, instance, outcome, detail, alert_slots";

    private final DataSource database;

    public ScheduleStore(DataSource database) {
        this.database = requireNonNull(database, "database is null");
    }

    /** Makes the tables that are missing. Safe to repeat, and by several at once. */
    public void makeTables() {
        transaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(" + LOCK_OF_MAKING + ")");
                statement.execute(definition());
            }
            return null;
        });
    }

    /** What makes the tables; see {@code schedules.sql}. */
    public static String definition() {
        try (InputStream in = ScheduleException.class.getResourceAsStream("schedules.sql")) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading schedules.sql from the jar", e);
        }
    }

    /**
     * Makes a schedule known, and returns where it stands.
     *
     * @param first its first slot, if it is new or its slots have changed
     */
    public ScheduleState know(Schedule schedule, Instant first) {
        return transaction(connection -> {
            update(
                    connection,
                    """
                    INSERT INTO drey_schedules (name, definition, next_slot) VALUES (?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET definition = EXCLUDED.definition, next_slot = EXCLUDED.next_slot
                    WHERE drey_schedules.definition <> EXCLUDED.definition""",
                    schedule.name(),
                    schedule.slots().toString(),
                    first);
            return state(connection, schedule.name()).orElseThrow();
        });
    }

    /** Where a schedule stands; empty for one that no scheduler knew yet. */
    public Optional<ScheduleState> state(String schedule) {
        return transaction(connection -> state(connection, schedule));
    }

    /** Leaves a schedule's slots out from now on, or runs them again. Returns false where no scheduler knew it yet. */
    public boolean pause(String schedule, ScheduleState.Pause pause) {
        return transaction(connection -> update(
                        connection,
                        "UPDATE drey_schedules SET paused = ? WHERE name = ?",
                        pause == ScheduleState.Pause.PAUSED,
                        schedule)
                > 0);
    }

    /**
     * How often a slot was tried.
     *
     * @param begun how often
     * @param failed how often it failed or was lost
     */
    public record Attempts(int begun, int failed) {}

    /** How often a slot was tried. */
    public Attempts attempts(String schedule, Instant slot) {
        return transaction(connection -> {
            try (PreparedStatement query = prepare(
                            connection,
                            """
                            SELECT coalesce(max(attempt), 0), count(*) FILTER (WHERE outcome IN ('failed', 'lost'))
                            FROM drey_schedule_runs WHERE schedule = ? AND slot = ?""",
                            schedule,
                            slot);
                    ResultSet row = query.executeQuery()) {
                row.next();
                return new Attempts(row.getInt(1), row.getInt(2));
            }
        });
    }

    /** When the latest run of a schedule ended, if one did after a moment. */
    public Optional<Run> lastEndedAfter(String schedule, Instant moment) {
        return transaction(connection -> runs(
                        connection,
                        "WHERE schedule = ? AND ended > ? AND attempt > 0 ORDER BY ended DESC LIMIT 1",
                        schedule,
                        moment)
                .stream()
                .findFirst());
    }

    /**
     * Begins a run.
     *
     * @param execution what the scheduler runs, one at a time
     * @return false if another execution runs this schedule
     */
    public boolean begin(Run run, String execution) {
        try {
            return transaction(connection -> {
                insert(connection, run, execution, 0);
                return true;
            });
        } catch (ScheduleException e) {
            if (e.getCause() instanceof SQLException refused && UNIQUE_VIOLATION.equals(refused.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /** Gives up what an execution began and did not end: it is over, as the scheduler has none of it twice. */
    public void lose(String schedule, String execution, Instant now) {
        transaction(connection -> update(
                connection,
                """
                UPDATE drey_schedule_runs SET outcome = 'lost', ended = ?, detail = 'the instance died in the middle'
                WHERE schedule = ? AND execution = ? AND outcome = 'running'""",
                now,
                schedule,
                execution));
    }

    /** What becomes of a slot after a run. */
    public enum After {
        /** It is over; its failure, if it failed, is to be told. */
        OVER,
        /** It is tried again. */
        AGAIN
    }

    /**
     * Ends a run.
     *
     * @param after whether its slot is over
     * @param next the slot after it; empty for a run by hand
     * @return false if the run was given up meanwhile: what it did is not what counts
     */
    public boolean end(Run run, After after, Optional<Instant> next) {
        boolean isToBeTold = after == After.OVER && run.outcome() != Outcome.DONE;
        return transaction(connection -> {
            int ended = update(
                    connection,
                    """
                    UPDATE drey_schedule_runs SET outcome = ?, ended = ?, detail = ?, alert_slots = ?
                    WHERE schedule = ? AND slot = ? AND attempt = ? AND outcome = 'running'""",
                    run.outcome().word(),
                    run.ended().orElseThrow(),
                    cut(run.detail()),
                    isToBeTold ? 1L : 0L,
                    run.schedule(),
                    run.slot(),
                    run.attempt());
            if (ended > 0 && after == After.OVER && next.isPresent()) {
                advance(connection, run.schedule(), next.get());
            }
            return ended > 0;
        });
    }

    /** Gives a slot up whose attempts are used up without any that ended, and tells it. */
    public void giveUp(String schedule, Instant slot, Optional<Instant> next) {
        transaction(connection -> {
            update(
                    connection,
                    """
                    UPDATE drey_schedule_runs SET alert_slots = 1 WHERE schedule = ? AND slot = ? AND attempt =
                    (SELECT max(attempt) FROM drey_schedule_runs WHERE schedule = ? AND slot = ?)""",
                    schedule,
                    slot,
                    schedule,
                    slot);
            return next.isPresent() ? advance(connection, schedule, next.get()) : 0;
        });
    }

    /** Writes slots down that are not run, and goes on to the next. */
    public void leaveOut(Schedule schedule, DueSlots due, Outcome outcome, String instance, Instant now) {
        long told = due.missed().size();
        transaction(connection -> {
            for (int i = 0; i < told; i++) {
                boolean isLast = i == told - 1;
                String detail = isLast && due.missedCount() > 1
                        ? "the last of %,d slots that were %s".formatted(due.missedCount(), outcome.word())
                        : "";
                insert(
                        connection,
                        new Run(
                                schedule.name(),
                                due.missed().get(i),
                                0,
                                Run.Cause.SLOT,
                                now,
                                Optional.of(now),
                                instance,
                                outcome,
                                detail),
                        "",
                        isLast && outcome == Outcome.MISSED ? due.missedCount() : 0);
            }
            return advance(connection, schedule.name(), due.next());
        });
    }

    /**
     * The history, the latest first.
     *
     * @param schedule only of this one; empty for all
     * @param limit how many lines at most
     */
    public List<Run> history(Optional<String> schedule, int limit) {
        String order = " ORDER BY started DESC, slot DESC, attempt DESC LIMIT " + limit;
        return transaction(connection -> schedule.isPresent()
                ? runs(connection, "WHERE schedule = ?" + order, schedule.get())
                : runs(connection, order));
    }

    /** The latest line of each schedule, by name. */
    public Map<String, Run> latest() {
        Map<String, Run> latest = new TreeMap<>();
        transaction(
                        connection -> runs(
                                connection,
                                """
                        WHERE (schedule, slot, attempt) IN (SELECT DISTINCT ON (schedule) schedule, slot, attempt
                        FROM drey_schedule_runs ORDER BY schedule, started DESC, slot DESC, attempt DESC)"""))
                .forEach(run -> latest.put(run.schedule(), run));
        return latest;
    }

    /** What somebody must hear of and has not yet, the oldest first. */
    public List<PendingAlert> pendingAlerts() {
        return transaction(connection -> {
            try (PreparedStatement query = prepare(
                            connection,
                            "SELECT %s FROM drey_schedule_runs WHERE alert_slots > 0 ORDER BY started"
                                    .formatted(COLUMNS));
                    ResultSet rows = query.executeQuery()) {
                List<PendingAlert> pending = new ArrayList<>();
                while (rows.next()) {
                    pending.add(new PendingAlert(run(rows), rows.getLong("alert_slots")));
                }
                return pending;
            }
        });
    }

    /** Somebody was told of a line. */
    public void told(Run run) {
        transaction(connection -> update(
                connection,
                "UPDATE drey_schedule_runs SET alert_slots = 0 WHERE schedule = ? AND slot = ? AND attempt = ?",
                run.schedule(),
                run.slot(),
                run.attempt()));
    }

    private static Optional<ScheduleState> state(Connection connection, String schedule) throws SQLException {
        try (PreparedStatement query =
                        prepare(connection, "SELECT next_slot, paused FROM drey_schedules WHERE name = ?", schedule);
                ResultSet row = query.executeQuery()) {
            return row.next()
                    ? Optional.of(new ScheduleState(
                            schedule,
                            instant(row, "next_slot").orElseThrow(),
                            row.getBoolean("paused") ? ScheduleState.Pause.PAUSED : ScheduleState.Pause.NONE))
                    : Optional.empty();
        }
    }

    /** A schedule never goes back: an instance that was paused for long may come late. */
    private static int advance(Connection connection, String schedule, Instant next) throws SQLException {
        return update(
                connection,
                "UPDATE drey_schedules SET next_slot = ? WHERE name = ? AND next_slot < ?",
                next,
                schedule,
                next);
    }

    private static void insert(Connection connection, Run run, String execution, long alertSlots) throws SQLException {
        update(
                connection,
                "INSERT INTO drey_schedule_runs (%s, execution) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)%s"
                        .formatted(COLUMNS, run.attempt() == 0 ? " ON CONFLICT DO NOTHING" : ""),
                run.schedule(),
                run.slot(),
                run.attempt(),
                run.cause().name().toLowerCase(Locale.ROOT),
                run.started(),
                run.ended().orElse(null),
                run.instance(),
                run.outcome().word(),
                cut(run.detail()),
                alertSlots,
                execution);
    }

    private static List<Run> runs(Connection connection, String which, Object... values) throws SQLException {
        try (PreparedStatement query =
                        prepare(connection, "SELECT %s FROM drey_schedule_runs %s".formatted(COLUMNS, which), values);
                ResultSet rows = query.executeQuery()) {
            List<Run> runs = new ArrayList<>();
            while (rows.next()) {
                runs.add(run(rows));
            }
            return runs;
        }
    }

    private static Run run(ResultSet row) throws SQLException {
        return new Run(
                row.getString("schedule"),
                instant(row, "slot").orElseThrow(),
                row.getInt("attempt"),
                Run.Cause.valueOf(row.getString("cause").toUpperCase(Locale.ROOT)),
                instant(row, "started").orElseThrow(),
                instant(row, "ended"),
                row.getString("instance"),
                Outcome.of(row.getString("outcome")),
                row.getString("detail"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static String cut(String detail) {
        return detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL) + " …";
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(
                    i + 1, values[i] instanceof Instant moment ? moment.atOffset(ZoneOffset.UTC) : values[i]);
        }
        return statement;
    }

    private interface Change<T> {
        T in(Connection connection) throws SQLException;
    }

    private <T> T transaction(Change<T> change) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = change.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new ScheduleException(
                    "the database of schedules did not do what it was asked for: %s".formatted(e.getMessage()), e);
        }
    }
}
