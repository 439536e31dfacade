package io.drey.schedule.runner;

import io.drey.schedule.ScheduleSettings;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.store.Database;
import io.drey.schedule.store.ScheduleStore;
import io.drey.schedule.store.Schedules;
import io.drey.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** An instance of the scheduler in a process of its own, whose work waits for a file. */
final class SchedulerProcess {

    /** The schedule that it runs. */
    static final Schedule SCHEDULE = Schedules.daily("slow", 3);

    private SchedulerProcess() {}

    /** Arguments: address and user of the database, file of the password, folder of the work. */
    public static void main(String[] arguments) throws Exception {
        ScheduleSettings settings = Schedules.settings(arguments[0], arguments[1], Path.of(arguments[2]));
        Path folder = Path.of(arguments[3]);
        Database database = Database.open(settings);
        new ScheduleStore(database.dataSource()).makeTables();
        SchedulerInstance instance = new SchedulerInstance(
                settings,
                database,
                List.of(SCHEDULE),
                Map.of("test", new WaitingWork(folder)),
                alert -> {},
                Clock.systemUTC(),
                System.out::println);
        instance.start();
        Files.writeString(folder.resolve("up-" + ProcessHandle.current().pid()), "");
        new CountDownLatch(1).await();
    }

    /** Writes down who begins and ends which slot, and ends none before there is a file {@code go}. */
    private record WaitingWork(Path folder) implements Work {

        @Override
        public Set<String> arguments() {
            return Set.of();
        }

        @Override
        public String run(Schedule schedule, Instant slot) throws Exception {
            write("begin", slot);
            Await.until("told to go on", Duration.ofMinutes(5), () -> Files.exists(folder.resolve("go")));
            write("end", slot);
            return "done by " + ProcessHandle.current().pid();
        }

        private void write(String what, Instant slot) throws Exception {
            Files.writeString(
                    folder.resolve("marks"),
                    "%s %s %d%n".formatted(what, slot, ProcessHandle.current().pid()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }
}
