package io.drey.schedule.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.drey.schedule.ScheduleSettings;
import io.drey.schedule.domain.CatchUp;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.domain.Slots;
import io.drey.schedule.store.Database;
import io.drey.schedule.store.Outcome;
import io.drey.schedule.store.PendingAlert;
import io.drey.schedule.store.Run;
import io.drey.schedule.store.ScheduleState;
import io.drey.schedule.store.ScheduleStore;
import io.drey.schedule.store.Schedules;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import io.drey.testing.WallClock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Instances of the scheduler on a real database. */
@StackTest(Server.POSTGRES)
@Timeout(900)
class SchedulerIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Instant midnight;
    private final List<PendingAlert> told = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private interface Body {
        String run(Instant slot) throws Exception;
    }

    @BeforeEach
    void readTheDay() {
        WallClock.awaitRoomInDay(Duration.ofMinutes(1));
        midnight = Instant.now().truncatedTo(ChronoUnit.DAYS);
    }

    @Test
    void twoInstancesRunEachMissedSlotOnceAndInOrder(LocalStack stack) throws Exception {
        Schedule schedule = Schedules.daily("shared", 0);
        List<Instant> ran = new CopyOnWriteArrayList<>();
        ScheduleSettings settings = Schedules.settings(stack, "scheduleshared", folder);
        try (Database database = Database.open(settings)) {
            ScheduleStore store = knowing(database, schedule, 5);
            Body body = slot -> {
                ran.add(slot);
                return "ran";
            };
            try (SchedulerInstance one = instance(settings, database, schedule, body);
                    SchedulerInstance other = instance(settings, database, schedule, body)) {
                one.start();
                other.start();
                awaitOver(store, schedule);
            }

            assertThat(ran).containsExactly(daysAgo(5), daysAgo(4), daysAgo(3), daysAgo(2), daysAgo(1), midnight);
            assertThat(history(store, schedule)).hasSize(6).allSatisfy(run -> {
                assertThat(run.outcome()).isEqualTo(Outcome.DONE);
                assertThat(run.detail()).endsWith("ran");
            });
        }
    }

    @Test
    void aFailureIsTriedAgainAndToldWhenAttemptsAreUsedUp(LocalStack stack) throws Exception {
        Schedule schedule = Schedules.daily("failing", 2);
        AtomicInteger attempts = new AtomicInteger();
        ScheduleSettings settings = Schedules.settings(stack, "schedulefailing", folder);
        try (Database database = Database.open(settings)) {
            ScheduleStore store = knowing(database, schedule, 1);
            // The first slot fails once, the second one always.
            Body body = slot -> {
                if (attempts.incrementAndGet() != 2) {
                    throw new IllegalStateException("attempt %d".formatted(attempts.get()));
                }
                return "at last";
            };
            try (SchedulerInstance instance = instance(settings, database, schedule, body)) {
                instance.start();
                awaitOver(store, schedule);
                Await.exactly("failures that are still to be told", PATIENCE, 0, () -> store.pendingAlerts()
                        .size());
            }

            assertThat(history(store, schedule))
                    .extracting(run -> "%s %d %s %s"
                            .formatted(
                                    run.slot(),
                                    run.attempt(),
                                    run.outcome().word(),
                                    run.detail().replaceAll(".*; ", "")))
                    .containsExactly(
                            daysAgo(1) + " 1 failed attempt 1",
                            daysAgo(1) + " 2 done at last",
                            midnight + " 1 failed attempt 3",
                            midnight + " 2 failed attempt 4",
                            midnight + " 3 failed attempt 5");
            assertThat(told).hasSize(1);
            assertThat(told.get(0).run().slot()).isEqualTo(midnight);
            assertThat(store.pendingAlerts()).isEmpty();
        }
    }

    @Test
    void whatIsFoundIsToldAtOnce(LocalStack stack) throws Exception {
        Schedule schedule = Schedules.daily("finding", 3);
        ScheduleSettings settings = Schedules.settings(stack, "schedulefinding", folder);
        try (Database database = Database.open(settings)) {
            ScheduleStore store = knowing(database, schedule, 0);
            Body body = slot -> {
                throw new FindingsException("2 lines are lost");
            };
            try (SchedulerInstance instance = instance(settings, database, schedule, body)) {
                instance.start();
                awaitOver(store, schedule);
                Await.until("the finding is told", PATIENCE, () -> !told.isEmpty());
            }

            assertThat(history(store, schedule)).hasSize(1);
            assertThat(told.get(0).run().detail()).isEqualTo("2 lines are lost");
        }
    }

    @Test
    void whatBreaksOffWhileTheInstanceEndsRunsAgain(LocalStack stack) throws Exception {
        Schedule schedule = Schedules.daily("ended", 0);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ending = new CountDownLatch(1);
        AtomicInteger attempts = new AtomicInteger();
        ScheduleSettings settings = Schedules.settings(stack, "scheduleended", folder);
        try (Database database = Database.open(settings)) {
            ScheduleStore store = knowing(database, schedule, 0);
            Body body = slot -> {
                if (attempts.incrementAndGet() == 1) {
                    begun.countDown();
                    ending.await();
                    // As a class says that can be had no more.
                    throw new NoClassDefFoundError("gone");
                }
                return "at last";
            };
            SchedulerInstance first = instance(settings, database, schedule, body);
            first.start();
            begun.await();
            Thread closing = new Thread(first::close);
            closing.start();
            Await.until(
                    "the end to wait for the run",
                    PATIENCE,
                    () -> closing.getState() == Thread.State.TIMED_WAITING
                            || closing.getState() == Thread.State.WAITING);
            ending.countDown();
            closing.join();
            try (SchedulerInstance next = instance(settings, database, schedule, body)) {
                next.start();
                awaitOver(store, schedule);
            }

            assertThat(history(store, schedule))
                    .extracting(Run::outcome)
                    .containsExactly(Outcome.STOPPED, Outcome.DONE);
            assertThat(told).isEmpty();
        }
    }

    @Test
    void anErrorIsAFailureAsOthersAre(LocalStack stack) throws Exception {
        Schedule schedule = Schedules.daily("broken", 0);
        ScheduleSettings settings = Schedules.settings(stack, "schedulebroken", folder);
        try (Database database = Database.open(settings)) {
            ScheduleStore store = knowing(database, schedule, 0);
            Body body = slot -> {
                throw new NoClassDefFoundError("gone");
            };
            try (SchedulerInstance instance = instance(settings, database, schedule, body)) {
                instance.start();
                awaitOver(store, schedule);
            }

            assertThat(history(store, schedule))
                    .extracting(Run::outcome, Run::detail)
                    .containsExactly(tuple(Outcome.FAILED, "gone"));
        }
    }

    @Test
    void slotsBeyondTheBoundAreMissedAndToldOnce(LocalStack stack) throws Exception {
        Schedule daily = Schedules.daily("late", 0);
        Schedule schedule = new Schedule(
                "late",
                daily.slots(),
                daily.work(),
                Map.of(),
                new CatchUp(Duration.ofDays(100), 1),
                daily.retries(),
                Schedule.Standing.ON);
        ScheduleSettings settings = Schedules.settings(stack, "schedulelate", folder);
        try (Database database = Database.open(settings)) {
            ScheduleStore store = knowing(database, schedule, 3);
            try (SchedulerInstance instance = instance(settings, database, schedule, slot -> "")) {
                instance.start();
                awaitOver(store, schedule);
                Await.until("what was missed is told", PATIENCE, () -> !told.isEmpty());
            }

            assertThat(history(store, schedule))
                    .extracting(Run::slot, Run::outcome)
                    .containsExactly(
                            tuple(daysAgo(3), Outcome.MISSED),
                            tuple(daysAgo(2), Outcome.MISSED),
                            tuple(daysAgo(1), Outcome.MISSED),
                            tuple(midnight, Outcome.DONE));
            assertThat(told).hasSize(1);
            assertThat(told.get(0).count()).isEqualTo(3);
        }
    }

    @Test
    void aPausedScheduleRunsNothingButWhatIsAskedForByHand(LocalStack stack) throws Exception {
        Schedule schedule = Schedules.daily("paused", 0);
        List<Instant> ran = new CopyOnWriteArrayList<>();
        ScheduleSettings settings = Schedules.settings(stack, "schedulepaused", folder);
        try (Database database = Database.open(settings)) {
            ScheduleStore store = knowing(database, schedule, 1);
            assertThat(store.pause("paused", ScheduleState.Pause.PAUSED)).isTrue();
            assertThat(store.pause("nobody", ScheduleState.Pause.PAUSED)).isFalse();
            Instant asked = SchedulerInstance.trigger(database, "paused", Clock.systemUTC());
            Body body = slot -> {
                ran.add(slot);
                return "";
            };
            try (SchedulerInstance instance = instance(settings, database, schedule, body)) {
                instance.start();
                awaitOver(store, schedule);
                Await.until("the run by hand is over", PATIENCE, () -> history(store, schedule).stream()
                        .anyMatch(run -> run.cause() == Run.Cause.HAND && run.outcome() == Outcome.DONE));
            }

            assertThat(ran).containsExactly(asked);
            assertThat(history(store, schedule).stream().filter(run -> run.outcome() == Outcome.SKIPPED))
                    .extracting(Run::slot)
                    .containsExactly(daysAgo(1), midnight);
            assertThat(told).isEmpty();
        }
    }

    @Test
    void whatCameInAPauseThatNoInstanceSawIsSkipped(LocalStack stack) throws Exception {
        Schedule schedule = Schedules.daily("resumed", 0);
        ScheduleSettings settings = Schedules.settings(stack, "scheduleresumed", folder);
        try (Database database = Database.open(settings)) {
            ScheduleStore store = knowing(database, schedule, 1);
            SchedulerInstance.resume(store, schedule, Clock.systemUTC());
            assertThat(history(store, schedule)).as("it was not paused").isEmpty();

            store.pause("resumed", ScheduleState.Pause.PAUSED);
            SchedulerInstance.resume(store, schedule, Clock.systemUTC());

            assertThat(history(store, schedule))
                    .extracting(Run::slot, Run::outcome)
                    .containsExactly(tuple(daysAgo(1), Outcome.SKIPPED), tuple(midnight, Outcome.SKIPPED));
            ScheduleState state = store.state("resumed").orElseThrow();
            assertThat(state.pause()).isEqualTo(ScheduleState.Pause.NONE);
            assertThat(state.nextSlot()).isAfter(midnight);
        }
    }

    @Test
    void aRunByHandAndASlotNeverOverlap(LocalStack stack) throws Exception {
        Schedule schedule = Schedules.daily("single", 0);
        CountDownLatch byHand = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ScheduleSettings settings = Schedules.settings(stack, "schedulesingle", folder);
        try (Database database = Database.open(settings)) {
            ScheduleStore store = knowing(database, schedule, 1);
            Body body = slot -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                if (slot.equals(daysAgo(1))) {
                    SchedulerInstance.trigger(database, "single", Clock.systemUTC());
                    // Until the other execution was taken and put off.
                    Await.until("the run by hand was tried", PATIENCE, () -> isPutOff(database));
                } else if (!slot.equals(midnight)) {
                    byHand.countDown();
                }
                running.decrementAndGet();
                return "";
            };
            try (SchedulerInstance instance = instance(settings, database, schedule, body)) {
                instance.start();
                awaitOver(store, schedule);
                Await.exactly("the run by hand is over", PATIENCE, 0, () -> byHand.getCount());
            }

            assertThat(most).hasValue(1);
        }
    }

    @Test
    void aChangeOfItsTimesCountsFromNowOn(LocalStack stack) throws Exception {
        Schedule daily = Schedules.daily("changed", 0);
        ScheduleSettings settings = Schedules.settings(stack, "schedulechanged", folder);
        try (Database database = Database.open(settings)) {
            ScheduleStore store = knowing(database, daily, 1);
            Instant later = midnight.plus(300, ChronoUnit.DAYS);
            Schedule yearly = new Schedule(
                    "changed",
                    Slots.of("0 0 1 1 *", "UTC"),
                    "test",
                    Map.of(),
                    daily.catchUp(),
                    daily.retries(),
                    Schedule.Standing.ON);

            assertThat(store.know(daily, later).nextSlot()).as("it is known").isEqualTo(daysAgo(1));
            assertThat(store.know(yearly, later).nextSlot()).isEqualTo(later);
        }
    }

    private static boolean isPutOff(Database database) throws Exception {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT 1 FROM drey_schedule_tasks WHERE task_name = 'by hand' AND last_success IS NOT NULL")) {
            return rows.next();
        }
    }

    private ScheduleStore knowing(Database database, Schedule schedule, int firstDaysAgo) {
        ScheduleStore store = new ScheduleStore(database.dataSource());
        store.makeTables();
        store.makeTables();
        store.know(schedule, daysAgo(firstDaysAgo));
        return store;
    }

    private Instant daysAgo(int days) {
        return midnight.minus(days, ChronoUnit.DAYS);
    }

    private SchedulerInstance instance(ScheduleSettings settings, Database database, Schedule schedule, Body body) {
        Work work = new Work() {
            @Override
            public Set<String> arguments() {
                return Set.of();
            }

            @Override
            public String run(Schedule of, Instant slot) throws Exception {
                return body.run(slot);
            }
        };
        return new SchedulerInstance(
                settings, database, List.of(schedule), Map.of("test", work), told::add, Clock.systemUTC(), line -> {});
    }

    private void awaitOver(ScheduleStore store, Schedule schedule) {
        Await.until(
                "all slots are over",
                PATIENCE,
                () -> store.state(schedule.name()).orElseThrow().nextSlot().isAfter(midnight));
    }

    /** The oldest first. */
    private static List<Run> history(ScheduleStore store, Schedule schedule) {
        List<Run> history = new ArrayList<>(store.history(Optional.of(schedule.name()), 100));
        Collections.reverse(history);
        return history;
    }
}
