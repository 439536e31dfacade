package io.drey.schedule.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.schedule.ScheduleSettings;
import io.drey.schedule.store.Database;
import io.drey.schedule.store.Outcome;
import io.drey.schedule.store.Run;
import io.drey.schedule.store.ScheduleStore;
import io.drey.schedule.store.Schedules;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import io.drey.testing.WallClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two schedulers in processes of their own, of which one is killed in the middle of a run. */
@StackTest(Server.POSTGRES)
@Timeout(900)
class SchedulerKillIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SLOTS = 4;

    @TempDir
    private Path folder;

    @Test
    void eachSlotIsDoneOnceAndTheOneThatWasInterruptedRunsAgain(LocalStack stack) throws Exception {
        ScheduleSettings settings = Schedules.settings(stack, "schedulekill", folder);
        WallClock.awaitRoomInDay(Duration.ofMinutes(2));
        Instant midnight = Instant.now().truncatedTo(ChronoUnit.DAYS);
        List<Instant> slots = IntStream.range(0, SLOTS)
                .mapToObj(day -> midnight.minus(SLOTS - 1L - day, ChronoUnit.DAYS))
                .toList();
        List<Process> processes = new ArrayList<>();
        try (Database database = Database.open(settings)) {
            ScheduleStore store = new ScheduleStore(database.dataSource());
            store.makeTables();
            store.know(SchedulerProcess.SCHEDULE, slots.get(0));
            processes.add(start(settings));
            processes.add(start(settings));
            for (Process process : processes) {
                Await.until("a scheduler is up", PATIENCE, () -> Files.exists(folder.resolve("up-" + process.pid())));
            }
            // The file is there a moment before its first line is.
            long killed = Long.parseLong(Await.value("a run began", PATIENCE, this::marks, marks -> !marks.isEmpty())
                    .get(0)[2]);
            kill(killed);
            Files.writeString(folder.resolve("go"), "");

            Await.until("all slots are over", PATIENCE, () -> store.state(SchedulerProcess.SCHEDULE.name())
                    .orElseThrow()
                    .nextSlot()
                    .isAfter(midnight));
            List<Run> history = new ArrayList<>(store.history(Optional.of(SchedulerProcess.SCHEDULE.name()), 100));
            Collections.reverse(history);

            assertThat(history)
                    .as("the first slot twice, each other one once, in order")
                    .extracting(Run::slot)
                    .containsExactly(slots.get(0), slots.get(0), slots.get(1), slots.get(2), slots.get(3));
            assertThat(history)
                    .extracting(Run::outcome)
                    .containsExactly(Outcome.LOST, Outcome.DONE, Outcome.DONE, Outcome.DONE, Outcome.DONE);
            assertThat(history.get(0).instance()).endsWith(":" + killed);
            assertThat(history.subList(1, history.size()))
                    .allSatisfy(run -> assertThat(run.instance()).doesNotEndWith(":" + killed));
            for (int i = 1; i < history.size(); i++) {
                assertThat(history.get(i).started())
                        .as("no run begins before the one before it is over")
                        .isAfterOrEqualTo(history.get(i - 1).ended().orElseThrow());
            }
            assertThat(marks().stream().filter(mark -> mark[0].equals("end")).map(mark -> mark[1]))
                    .as("what the work itself saw end")
                    .containsExactlyElementsOf(
                            slots.stream().map(Instant::toString).toList());
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private List<String[]> marks() throws Exception {
        return Files.readAllLines(folder.resolve("marks")).stream()
                .map(line -> line.split(" "))
                .toList();
    }

    private Process start(ScheduleSettings settings) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SchedulerProcess.class.getName(),
                        settings.jdbcUrl(),
                        settings.user(),
                        folder.resolve("password").toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target/scheduler-processes.log").toFile()))
                .start();
    }

    private static void kill(long process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-9", Long.toString(process))
                        .start()
                        .waitFor())
                .isZero();
    }
}
