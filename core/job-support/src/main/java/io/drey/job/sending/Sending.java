package io.drey.job.sending;

import static java.util.Objects.requireNonNull;

import io.drey.event.Printable;
import io.drey.job.delivery.RetryPause;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends things until each is taken or refused for good.
 *
 * <p>What is not taken by no fault of its own is tried again, with pauses that grow, and without end unless the answer says
 * when to give up. Then all that waits is refused, and so is what comes later after one attempt each, until the destination
 * takes something again: one that is gone for good does not hold up the others. What is refused together is halved until
 * what is at fault is alone.
 *
 * <p>All is done by one thread, without waiting for answers: attempts may be under way side by side. Of attempts that fail
 * one after another the log has the first and those after the longest pause.
 *
 * @param <T> what is sent
 * @param <R> what is told of a thing that was refused
 */
public final class Sending<T, R> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sending.class);

    private final Duration firstPause;
    private final Duration longestPause;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private final Set<Destination<T, R>> givenUp = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * A sending.
     *
     * @param firstPause before the first retry; it doubles with each further one
     * @param longestPause the longest pause between retries
     * @param thread of {@link #thread}; ended by {@link #close}
     */
    public Sending(Duration firstPause, Duration longestPause, Clock clock, ScheduledExecutorService thread) {
        this.firstPause = requireNonNull(firstPause, "firstPause is null");
        this.longestPause = requireNonNull(longestPause, "longestPause is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.thread = requireNonNull(thread, "thread is null");
    }

    /** A thread that attempts, retries and destinations' clients share. */
    public static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    /**
     * What became of things.
     *
     * @param taken what the destination has
     * @param refused what is told of the others
     */
    public record Outcome<T, R>(List<T> taken, List<R> refused) {}

    /**
     * Sends things.
     *
     * @return complete when all are taken or refused; never, where this is closed before
     */
    public CompletableFuture<Outcome<T, R>> send(Destination<T, R> destination, List<T> things) {
        Delivery delivery = new Delivery(destination, things);
        thread.execute(delivery::attempt);
        return delivery.done;
    }

    /** Stops trying; what is under way may still be taken. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Some things on their way, and what became of them so far. Lives in the one thread. */
    private final class Delivery {

        private final Destination<T, R> destination;
        private final long beganMillis = clock.millis();
        private final CompletableFuture<Outcome<T, R>> done = new CompletableFuture<>();
        private final List<T> taken = new ArrayList<>();
        private final List<R> refused = new ArrayList<>();
        private List<T> left;
        private int failures;

        Delivery(Destination<T, R> destination, List<T> things) {
            this.destination = destination;
            this.left = things;
        }

        void attempt() {
            try {
                var unused = destination.attempt(left).whenCompleteAsync(this::answered, thread);
            } catch (RuntimeException bug) {
                done.completeExceptionally(bug);
            }
        }

        private void answered(Answer<T, R> answer, Throwable bug) {
            if (bug != null) {
                done.completeExceptionally(bug);
                return;
            }
            try {
                if (answer instanceof Answer.RefusedTogether<T, R> together) {
                    halve(together.refusal());
                } else if (answer instanceof Answer.NotNow<T, R> notNow) {
                    again(notNow);
                } else {
                    sorted((Answer.Sorted<T, R>) answer);
                }
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        }

        private void sorted(Answer.Sorted<T, R> sorted) {
            taken.addAll(sorted.taken());
            refused.addAll(sorted.refused());
            if (sorted.left().isPresent()) {
                again(sorted.left().get());
                return;
            }
            if (!sorted.taken().isEmpty() && (givenUp.remove(destination) || failures > 0)) {
                LOG.info("{} takes what is sent again, after {} failures", destination.name(), failures);
            }
            end();
        }

        private void again(Answer.NotNow<T, R> notNow) {
            left = notNow.things();
            if (notNow.giveUp().isPresent() && isGivenUp(notNow.giveUp().get())) {
                if (givenUp.add(destination)) {
                    LOG.error(
                            "{} is given up until it takes something: {}",
                            destination.name(),
                            Printable.of(notNow.reason()));
                }
                refuse(notNow.giveUp().get().refusal());
                return;
            }
            Duration pause = RetryPause.after(failures, firstPause, longestPause);
            if (notNow.pause().compareTo(pause) > 0) {
                pause = notNow.pause();
            }
            if (failures == 0 || pause.compareTo(longestPause) >= 0) {
                LOG.warn(
                        "{}: {}; trying again in {} ms",
                        destination.name(),
                        Printable.of(notNow.reason()),
                        pause.toMillis());
            }
            failures++;
            try {
                var unused = thread.schedule(this::attempt, pause.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                // Closed while this was answered: nothing is told of what is left, as of what waits already.
                LOG.debug("{} is not tried again, as sending is closed", destination.name(), closed);
            }
        }

        private boolean isGivenUp(Answer.GiveUp<T, R> giveUp) {
            return givenUp.contains(destination)
                    || clock.millis() - beganMillis >= giveUp.after().toMillis();
        }

        private void halve(Function<T, R> refusal) {
            if (left.size() == 1) {
                refuse(refusal);
                return;
            }
            int middle = left.size() / 2;
            Delivery first = new Delivery(destination, left.subList(0, middle));
            Delivery second = new Delivery(destination, left.subList(middle, left.size()));
            first.done
                    .thenCombine(second.done, (one, other) -> {
                        for (Outcome<T, R> half : List.of(one, other)) {
                            taken.addAll(half.taken());
                            refused.addAll(half.refused());
                        }
                        return end();
                    })
                    .exceptionally(done::completeExceptionally);
            first.attempt();
            second.attempt();
        }

        private void refuse(Function<T, R> refusal) {
            left.forEach(each -> refused.add(refusal.apply(each)));
            end();
        }

        private boolean end() {
            return done.complete(new Outcome<>(taken, refused));
        }
    }
}
