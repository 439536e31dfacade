package io.drey.delivery.sending;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.TargetDocument;
import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;
import io.drey.event.Printable;
import io.drey.job.JobMetric;
import io.drey.job.TenantSecrets;
import io.drey.job.delivery.DeliveredTally;
import io.drey.job.delivery.RetryPause;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends batches; each is done when its target has taken or refused all of it, or has taken nothing for so long that its
 * document gives it up. Then all of it becomes dead letters, and so does what comes later after one attempt each, until the
 * target takes something again: a target that is gone for good does not hold up the others.
 *
 * <p>What a target refuses as a whole is halved until what is at fault is alone. The target's document is looked up before
 * each attempt: an address that was mended holds for what waits already.
 */
final class SendParcels extends RichAsyncFunction<ParcelBatch, ParcelOutcome> {

    private static final Logger LOG = LoggerFactory.getLogger(SendParcels.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Targets targets;
    private final TenantSecrets secrets;

    private transient ScheduledExecutorService executor;
    private transient Map<String, Client> clients;
    private transient Set<String> givenUp;
    private transient Clock clock;
    private transient Counter deliveredParcels;
    private transient Counter refusedParcels;
    private transient volatile boolean closed;

    SendParcels(Targets targets, TenantSecrets secrets) {
        this.targets = requireNonNull(targets, "targets is null");
        this.secrets = requireNonNull(secrets, "secrets is null");
    }

    @Override
    public void open(OpenContext context) {
        targets.open();
        clients = new HashMap<>();
        givenUp = new HashSet<>();
        clock = Clock.systemUTC();
        deliveredParcels =
                JobMetric.PARCELS_DELIVERED.counter(getRuntimeContext().getMetricGroup());
        refusedParcels = JobMetric.PARCELS_REFUSED.counter(getRuntimeContext().getMetricGroup());
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "send-parcels");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void asyncInvoke(ParcelBatch batch, ResultFuture<ParcelOutcome> result) {
        Delivery delivery = new Delivery(batch.target(), List.of(batch.parcels()));
        var unused = delivery.done.whenComplete((ended, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                deliveredParcels.inc(delivery.delivered.size());
                refusedParcels.inc(delivery.refused.size());
                result.complete(Set.of(delivery.outcome()));
            }
        });
        executor.execute(delivery::attempt);
    }

    @Override
    public void close() {
        closed = true;
        if (executor != null) {
            executor.shutdownNow();
            clients.values().forEach(client -> client.client.close());
            targets.close();
        }
    }

    /** Clients are made by the executor's thread only; one that its document left behind is closed. */
    private TargetClient clientOf(TargetDocument target) {
        Client known = clients.get(target.key());
        if (known == null || !known.target.equals(target)) {
            String secret = TargetClient.secretOf(target, secrets, System.getenv());
            TargetClient made = TargetClient.of(target, secret, executor, clock);
            if (known != null) {
                known.client.close();
            }
            known = new Client(target, made);
            clients.put(target.key(), known);
        }
        return known.client;
    }

    private record Client(TargetDocument target, TargetClient client) {}

    /** Some parcels for one target, and what became of them so far. Lives in the executor's thread. */
    private final class Delivery {

        private final String key;
        private final long beganMillis = clock.millis();
        private final CompletableFuture<Delivery> done = new CompletableFuture<>();
        private final List<Parcel> parcels;
        private final List<Parcel> delivered = new ArrayList<>();
        private final List<DeadLetter> refused = new ArrayList<>();
        private int failures;

        Delivery(String key, List<Parcel> parcels) {
            this.key = key;
            this.parcels = parcels;
        }

        void attempt() {
            try {
                Optional<TargetDocument> target = targets.find(key);
                if (target.isEmpty()) {
                    refuse("target %s is no longer configured".formatted(key));
                    return;
                }
                var unused = send(target.get())
                        .whenCompleteAsync((answer, failure) -> ended(target.get(), failure), executor);
            } catch (RuntimeException bug) {
                done.completeExceptionally(bug);
            }
        }

        private CompletableFuture<String> send(TargetDocument target) {
            try {
                return clientOf(target).send(parcels);
            } catch (RuntimeException notMade) {
                return CompletableFuture.failedFuture(notMade);
            }
        }

        private void ended(TargetDocument target, Throwable failure) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause == null || cause instanceof TargetClient.RefusedForSome) {
                if (givenUp.remove(key) || failures > 0) {
                    LOG.info("target {} takes what is sent again", key);
                }
                delivered.addAll(parcels);
                if (cause != null) {
                    // One for all: they were delivered.
                    refused.add(letter(
                            parcels.get(0),
                            "%d sent, refused by %s for some: %s"
                                    .formatted(parcels.size(), target.ledgerName(), cause.getMessage())));
                }
                done.complete(this);
            } else if (cause instanceof TargetClient.Refused some
                    && some.extent() == TargetClient.Refused.Extent.SOME
                    && parcels.size() > 1) {
                halve();
            } else if (cause instanceof TargetClient.Refused) {
                refuse("refused by %s at %s: %s".formatted(target.ledgerName(), target.address(), cause.getMessage()));
            } else {
                again(target, cause);
            }
        }

        private void again(TargetDocument target, Throwable cause) {
            if (closed) {
                done.completeExceptionally(cause);
                return;
            }
            String reason = "%s at %s did not take it: %s".formatted(target.ledgerName(), target.address(), cause);
            long now = clock.millis();
            if (target.giveUpAfter().isPresent()
                    && (givenUp.contains(key)
                            || now - beganMillis >= target.giveUpAfter().get().toMillis())) {
                if (givenUp.add(key)) {
                    LOG.error("target {} is given up until it takes something: {}", key, Printable.of(reason));
                }
                refuse(reason);
                return;
            }
            Duration pause = RetryPause.after(failures, FIRST_PAUSE, LONGEST_PAUSE);
            if (cause instanceof TargetClient.NotNow asked && asked.pause().compareTo(pause) > 0) {
                pause = asked.pause();
            }
            if (failures == 0 || pause.compareTo(LONGEST_PAUSE) >= 0) {
                LOG.warn("target {}: {}; trying again in {} ms", key, Printable.of(reason), pause.toMillis());
            }
            failures++;
            var unused = executor.schedule(this::attempt, pause.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void halve() {
            int middle = parcels.size() / 2;
            Delivery first = new Delivery(key, parcels.subList(0, middle));
            Delivery second = new Delivery(key, parcels.subList(middle, parcels.size()));
            first.done
                    .thenCombine(second.done, (one, other) -> {
                        delivered.addAll(one.delivered);
                        delivered.addAll(other.delivered);
                        refused.addAll(one.refused);
                        refused.addAll(other.refused);
                        return done.complete(this);
                    })
                    .exceptionally(done::completeExceptionally);
            first.attempt();
            second.attempt();
        }

        private void refuse(String reason) {
            parcels.forEach(parcel -> refused.add(letter(parcel, reason)));
            done.complete(this);
        }

        private DeadLetter letter(Parcel parcel, String reason) {
            return DeadLetter.ofDelivery(
                    parcel.receipt().datasetId(),
                    parcel.receipt().target() + "/" + parcel.id(),
                    clock.millis(),
                    parcel.body(),
                    reason);
        }

        private ParcelOutcome outcome() {
            DeliveredTally tally = new DeliveredTally();
            delivered.forEach(parcel -> tally.add(parcel.receipt()));
            return new ParcelOutcome(tally.counts().toArray(DeliveredCount[]::new), refused.toArray(DeadLetter[]::new));
        }
    }
}
