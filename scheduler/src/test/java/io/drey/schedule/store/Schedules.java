package io.drey.schedule.store;

import io.drey.event.SecretReference;
import io.drey.schedule.ScheduleSettings;
import io.drey.schedule.domain.CatchUp;
import io.drey.schedule.domain.Retries;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.domain.Slots;
import io.drey.stack.LocalStack;
import io.drey.stack.server.RunningPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Schedules and databases of tests. */
public final class Schedules {

    private Schedules() {}

    /** Runs the work {@code test}, of each day at midnight in UTC, each slot late if need be, with retries at once. */
    public static Schedule daily(String name, int retries) {
        return new Schedule(
                name,
                Slots.of("0 0 * * *", "UTC"),
                "test",
                Map.of(),
                new CatchUp(Duration.ofDays(100), 100),
                new Retries(retries, Duration.ZERO),
                Schedule.Standing.ON);
    }

    /** Settings with a database of this name, which is made. */
    public static ScheduleSettings settings(LocalStack stack, String database, Path folder)
            throws IOException, SQLException {
        RunningPostgres postgres = stack.postgres();
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        }
        return settings(
                postgres.jdbcUrl().replaceAll("/[^/]*$", "/" + database),
                postgres.user(),
                Files.writeString(folder.resolve("password"), postgres.password()));
    }

    /** Settings with this database. Who does not say for six seconds that he lives is dead. */
    public static ScheduleSettings settings(String jdbcUrl, String user, Path password) {
        return new ScheduleSettings(
                jdbcUrl,
                user,
                Optional.of(new SecretReference(ScheduleSettings.PASSWORD.key(), "file:" + password)),
                Optional.empty(),
                2,
                Duration.ofSeconds(1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }
}
