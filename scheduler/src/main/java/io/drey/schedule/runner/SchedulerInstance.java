package io.drey.schedule.runner;

import static java.util.Objects.requireNonNull;

import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.drey.schedule.ScheduleSettings;
import io.drey.schedule.domain.DueSlots;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.store.Database;
import io.drey.schedule.store.Outcome;
import io.drey.schedule.store.PendingAlert;
import io.drey.schedule.store.ScheduleState;
import io.drey.schedule.store.ScheduleStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the instances that run schedules. They share a database, and need nothing of each other: whichever finds a slot due takes
 * it, and the others see that it is taken. Who took one says that it lives; when it does not any more, another one takes the slot.
 */
public final class SchedulerInstance implements AutoCloseable {

    /** What {@link #close} may take: runs end by themselves, or are interrupted and write down that they were. */
    public static final Duration CLOSING = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(SchedulerInstance.class);

    /** The table of the library that gives slots to instances. */
    private static final String TASKS = "drey_schedule_tasks";

    private static final String SLOTS = "slots";
    /** No schedule is called like these: there is a space in them. */
    private static final String ALERTS = "tell alerts";

    private static final String BY_HAND = "by hand";
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration ALERTS_PAUSE = Duration.ofSeconds(5);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final int MISSED_HEARTBEATS = 6;

    private final ScheduleStore store;
    private final AlertSink alerts;
    private final Clock clock;
    private final Runner runner;
    private final Map<Schedule, Task<Void>> tasks = new LinkedHashMap<>();
    private final Scheduler scheduler;

    /**
     * An instance, not yet started.
     *
     * @param schedules what it runs; of others it touches nothing
     * @param works what schedules may run, by name
     * @param told hears in lines what goes on
     */
    public SchedulerInstance(
            ScheduleSettings settings,
            Database database,
            List<Schedule> schedules,
            Map<String, Work> works,
            AlertSink alerts,
            Clock clock,
            Consumer<String> told) {
        this.store = new ScheduleStore(database.dataSource());
        this.alerts = requireNonNull(alerts, "alerts is null");
        this.clock = requireNonNull(clock, "clock is null");
        String name = name();
        this.runner = new Runner(store, works, clock, name, told);
        List<Task<?>> known = new ArrayList<>();
        for (Schedule schedule : schedules) {
            Task<Void> task = slots(schedule);
            tasks.put(schedule, task);
            known.add(task);
        }
        known.add(byHand(schedules));
        this.scheduler = Scheduler.create(database.dataSource(), known)
                .startTasks(List.of(Tasks.recurring(ALERTS, FixedDelay.of(ALERTS_PAUSE))
                        .execute((instance, context) -> tellPending())))
                .tableName(TASKS)
                .schedulerName(new SchedulerName.Fixed(name))
                .threads(settings.threads())
                .pollingInterval(POLL)
                .heartbeatInterval(settings.heartbeat())
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(GRACE)
                .failureLogging(LogLevel.WARN, true)
                .alwaysPersistTimestampInUTC()
                .build();
    }

    /** The host and the process: what the history calls an instance. */
    public static String name() {
        try {
            return InetAddress.getLocalHost().getHostName() + ":"
                    + ProcessHandle.current().pid();
        } catch (UnknownHostException e) {
            return "unknown:" + ProcessHandle.current().pid();
        }
    }

    /** Begins to take slots, in threads of its own. The first slot of a schedule that is new is the next one. */
    public void start() {
        tasks.forEach(this::plan);
        scheduler.start();
    }

    /** Takes no more slots. Runs that are under way have twenty seconds to end, then they are interrupted, and their slots run again. */
    @Override
    public void close() {
        runner.stopping();
        scheduler.stop();
    }

    /** Tells what somebody must hear of. What cannot be told stays to be told. */
    public void tellPending() {
        for (PendingAlert alert : store.pendingAlerts()) {
            try {
                alerts.tell(alert);
                store.told(alert.run());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception e) {
                LOG.warn(
                        "the alert of schedule {} cannot be sent yet",
                        alert.run().schedule(),
                        e);
                return;
            }
        }
    }

    /**
     * Asks the instances for a run of a schedule, beside its slots. Where none runs, the next that starts does it.
     *
     * @return the moment that the history names it by
     */
    public static Instant trigger(Database database, String schedule, Clock clock) {
        Instant asked = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        SchedulerClient.Builder.create(database.dataSource())
                .tableName(TASKS)
                .build()
                .scheduleIfNotExists(new TaskInstance<Void>(BY_HAND, schedule + "@" + asked), asked);
        return asked;
    }

    /** Ends a schedule's pause. The slots that came in it are written down as skipped, also where no instance was there to see them. */
    public static void resume(ScheduleStore store, Schedule schedule, Clock clock) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        ScheduleState state = store.know(schedule, schedule.slots().next(now));
        if (state.pause() == ScheduleState.Pause.NONE) {
            return;
        }
        DueSlots due = DueSlots.paused(schedule.slots(), state.nextSlot(), now);
        if (due.missedCount() > 0) {
            store.leaveOut(schedule, due, Outcome.SKIPPED, name(), now);
        }
        store.pause(schedule.name(), ScheduleState.Pause.NONE);
    }

    private void plan(Schedule schedule, Task<Void> task) {
        ScheduleState state = store.know(schedule, schedule.slots().next(clock.instant()));
        TaskInstance<Void> instance = task.instance(SLOTS);
        if (scheduler.scheduleIfNotExists(instance, state.nextSlot())) {
            return;
        }
        Optional<ScheduledExecution<Object>> planned = scheduler.getScheduledExecution(instance);
        boolean isUntried = store.attempts(schedule.name(), state.nextSlot()).begun() == 0;
        // Its slots may have changed since it was planned.
        if (isUntried
                && planned.isPresent()
                && !planned.get().isPicked()
                && !planned.get().getExecutionTime().equals(state.nextSlot())) {
            scheduler.reschedule(instance, state.nextSlot());
        }
    }

    private Task<Void> slots(Schedule schedule) {
        return Tasks.custom(schedule.name(), Void.class)
                .onFailure((done, operations) -> operations.reschedule(done, soon()))
                .onDeadExecution((dead, operations) -> {
                    LOG.warn(
                            "schedule {}: instance {} is dead, its slot runs again",
                            schedule.name(),
                            dead.getExecution().pickedBy);
                    operations.reschedule(dead, clock.instant());
                })
                .execute((instance, context) -> {
                    Instant again = runner.runDue(schedule, key(instance));
                    return (done, operations) -> operations.reschedule(done, again);
                });
    }

    private Task<Void> byHand(List<Schedule> schedules) {
        return Tasks.custom(BY_HAND, Void.class)
                .onFailure((done, operations) -> operations.reschedule(done, soon()))
                .onDeadExecution((dead, operations) -> operations.reschedule(dead, clock.instant()))
                .execute((instance, context) -> {
                    String[] parts = instance.getId().split("@", 2);
                    Optional<Schedule> asked = schedules.stream()
                            .filter(schedule -> schedule.name().equals(parts[0]))
                            .findFirst();
                    if (asked.isEmpty()) {
                        LOG.warn("there is no schedule {} any more: the run that was asked for is dropped", parts[0]);
                        return (done, operations) -> operations.remove();
                    }
                    Optional<Instant> again = runner.runByHand(asked.get(), Instant.parse(parts[1]), key(instance));
                    return (done, operations) ->
                            again.ifPresentOrElse(moment -> operations.reschedule(done, moment), operations::remove);
                });
    }

    private Instant soon() {
        return clock.instant().plus(TROUBLE_PAUSE);
    }

    private static String key(TaskInstanceId instance) {
        return instance.getTaskName() + "/" + instance.getId();
    }
}
