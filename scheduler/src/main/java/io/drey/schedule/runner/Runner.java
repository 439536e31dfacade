package io.drey.schedule.runner;

import static java.util.Objects.requireNonNull;

import io.drey.job.delivery.RetryPause;
import io.drey.schedule.domain.DueSlots;
import io.drey.schedule.domain.Retries;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.store.Outcome;
import io.drey.schedule.store.Run;
import io.drey.schedule.store.ScheduleState;
import io.drey.schedule.store.ScheduleStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs slots one after the other and writes down what became of each. */
final class Runner {

    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
    private static final Duration BUSY_PAUSE = Duration.ofSeconds(2);

    private final ScheduleStore store;
    private final Map<String, Work> works;
    private final Clock clock;
    private final String instance;
    private final Consumer<String> told;

    private volatile boolean isStopping;

    Runner(ScheduleStore store, Map<String, Work> works, Clock clock, String instance, Consumer<String> told) {
        this.store = requireNonNull(store, "store is null");
        this.works = Map.copyOf(works);
        this.clock = requireNonNull(clock, "clock is null");
        this.instance = requireNonNull(instance, "instance is null");
        this.told = requireNonNull(told, "told is null");
    }

    /** Runs that break off from now on did not fail. */
    void stopping() {
        isStopping = true;
    }

    /**
     * Runs the first slot that is due, and writes those down that are not run any more.
     *
     * @param execution what the scheduler runs: one at a time
     * @return when to look again
     */
    Instant runDue(Schedule schedule, String execution) {
        Instant now = now();
        store.lose(schedule.name(), execution, now);
        ScheduleState state = store.know(schedule, schedule.slots().next(now));
        Instant slot = state.nextSlot();
        if (state.pause() == ScheduleState.Pause.PAUSED) {
            return leaveOut(schedule, DueSlots.paused(schedule.slots(), slot, now), Outcome.SKIPPED, now)
                    .next();
        }
        if (store.attempts(schedule.name(), slot).begun() == 0) {
            DueSlots due = leaveOut(
                    schedule, DueSlots.of(schedule.slots(), slot, now, schedule.catchUp()), Outcome.MISSED, now);
            if (due.run().isEmpty()) {
                return due.next();
            }
            slot = due.next();
        }
        Instant next = schedule.slots().next(slot);
        return attempt(schedule, slot, Run.Cause.SLOT, execution, Optional.of(next))
                .orElse(next);
    }

    /**
     * Runs a schedule that somebody asked for.
     *
     * @return when to try it again; empty when it is over
     */
    Optional<Instant> runByHand(Schedule schedule, Instant asked, String execution) {
        store.lose(schedule.name(), execution, now());
        return attempt(schedule, asked, Run.Cause.HAND, execution, Optional.empty());
    }

    private DueSlots leaveOut(Schedule schedule, DueSlots due, Outcome outcome, Instant now) {
        if (due.missedCount() > 0) {
            told.accept("schedule %s: %,d slots are %s".formatted(schedule.name(), due.missedCount(), outcome.word()));
            store.leaveOut(schedule, due, outcome, instance, now);
        }
        return due;
    }

    /** Tries a slot. Returns when to try it again; empty when it is over. */
    private Optional<Instant> attempt(
            Schedule schedule, Instant slot, Run.Cause cause, String execution, Optional<Instant> next) {
        ScheduleStore.Attempts earlier = store.attempts(schedule.name(), slot);
        Retries retries = schedule.retries();
        if (earlier.failed() > retries.count()) {
            store.giveUp(schedule.name(), slot, next);
            return Optional.empty();
        }
        Instant started = now();
        Run run = new Run(
                schedule.name(),
                slot,
                earlier.begun() + 1,
                cause,
                started,
                Optional.empty(),
                instance,
                Outcome.RUNNING,
                "");
        if (!store.begin(run, execution)) {
            return Optional.of(started.plus(BUSY_PAUSE));
        }
        String late = earlier.begun() == 0 && cause == Run.Cause.SLOT ? delay(schedule, slot, started) : "";
        told.accept("schedule %s: slot %s, attempt %d".formatted(schedule.name(), slot, run.attempt()));
        Ending ending = work(schedule, slot);
        boolean isAgain = ending.outcome == Outcome.STOPPED
                || (ending.outcome == Outcome.FAILED && ending.mayHelp && earlier.failed() < retries.count());
        Instant ended = now();
        Run over = new Run(
                run.schedule(),
                slot,
                run.attempt(),
                cause,
                started,
                Optional.of(ended),
                instance,
                ending.outcome,
                late + ending.detail);
        told.accept("schedule %s: slot %s is %s: %s"
                .formatted(schedule.name(), slot, ending.outcome.word(), over.detail()));
        boolean isOurs = store.end(over, isAgain ? ScheduleStore.After.AGAIN : ScheduleStore.After.OVER, next);
        if (!isOurs) {
            told.accept("schedule %s: slot %s was given to another instance while this one ran it"
                    .formatted(schedule.name(), slot));
        }
        if (!isAgain) {
            return Optional.empty();
        }
        return Optional.of(
                ending.outcome == Outcome.STOPPED
                        ? ended
                        : ended.plus(RetryPause.after(earlier.failed(), retries.pause(), Retries.LONGEST_PAUSE)));
    }

    private record Ending(Outcome outcome, boolean mayHelp, String detail) {}

    private Ending work(Schedule schedule, Instant slot) {
        try {
            return new Ending(Outcome.DONE, false, works.get(schedule.work()).run(schedule, slot));
        } catch (FindingsException e) {
            return new Ending(Outcome.FAILED, false, e.getMessage());
        } catch (Throwable e) {
            // Errors too: a run that nobody ends stands as running for ever. What is interrupted breaks off in many
            // ways.
            Thread.interrupted();
            if (isStopping) {
                return new Ending(Outcome.STOPPED, true, "the instance was stopped in the middle");
            }
            LOG.warn("schedule {}: slot {} failed", schedule.name(), slot, e);
            return new Ending(
                    Outcome.FAILED, true, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
    }

    /** What is said of a run that could not begin in time because the one before it took too long. */
    private String delay(Schedule schedule, Instant slot, Instant started) {
        return store.lastEndedAfter(schedule.name(), slot)
                .map(before -> "began %d s late, as the run of %s ended at %s; "
                        .formatted(
                                Duration.between(slot, started).toSeconds(),
                                before.slot(),
                                before.ended().orElseThrow()))
                .orElse("");
    }

    /** As exactly as the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
