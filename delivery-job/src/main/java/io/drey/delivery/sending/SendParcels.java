package io.drey.delivery.sending;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.TargetDocument;
import io.drey.event.DeadLetter;
import io.drey.job.JobMetric;
import io.drey.job.TenantSecrets;
import io.drey.job.delivery.Receipt;
import io.drey.job.sending.Answer;
import io.drey.job.sending.Destination;
import io.drey.job.sending.SendFunction;
import io.drey.job.sending.Sending;
import io.drey.job.sending.Sending.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.flink.api.common.functions.OpenContext;

/**
 * Sends batches; each is done when its target has taken or refused all of it, or has taken nothing for so long that its
 * document gives it up. The target's document is looked up before each attempt: an address that was mended holds for what
 * waits already.
 */
final class SendParcels extends SendFunction<ParcelBatch, Parcel, DeadLetter> {

    private static final long serialVersionUID = 1L;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Targets targets;
    private final TenantSecrets secrets;

    private transient ScheduledExecutorService thread;
    private transient Sending<Parcel, DeadLetter> sending;
    private transient Map<String, ToTarget> destinations;
    private transient Clock clock;

    SendParcels(Targets targets, TenantSecrets secrets) {
        super(JobMetric.PARCELS_DELIVERED, JobMetric.PARCELS_REFUSED);
        this.targets = requireNonNull(targets, "targets is null");
        this.secrets = requireNonNull(secrets, "secrets is null");
    }

    @Override
    public void open(OpenContext context) throws InterruptedException {
        super.open(context);
        targets.open();
        destinations = new ConcurrentHashMap<>();
        clock = Clock.systemUTC();
        thread = Sending.thread("send-parcels");
        sending = new Sending<>(FIRST_PAUSE, LONGEST_PAUSE, clock, thread);
    }

    @Override
    protected CompletableFuture<Outcome<Parcel, DeadLetter>> send(ParcelBatch batch) {
        return sending.send(destinations.computeIfAbsent(batch.target(), ToTarget::new), List.of(batch.parcels()));
    }

    @Override
    protected Receipt receipt(Parcel taken) {
        return taken.receipt();
    }

    @Override
    protected List<DeadLetter> letters(Outcome<Parcel, DeadLetter> outcome) {
        return outcome.refused();
    }

    @Override
    public void close() {
        if (sending != null) {
            sending.close();
            destinations.values().forEach(ToTarget::close);
            targets.close();
        }
    }

    /** One target, by its key, whatever its document says at the time. */
    private final class ToTarget implements Destination<Parcel, DeadLetter> {

        private final String key;

        private TargetDocument known;
        private volatile TargetClient client;

        ToTarget(String key) {
            this.key = key;
        }

        @Override
        public String name() {
            return "target " + key;
        }

        @Override
        public CompletableFuture<Answer<Parcel, DeadLetter>> attempt(List<Parcel> parcels) {
            Optional<TargetDocument> found = targets.find(key);
            if (found.isEmpty()) {
                return CompletableFuture.completedFuture(Answer.refused(
                        parcels, parcel -> letter(parcel, "target %s is no longer configured".formatted(key))));
            }
            TargetDocument target = found.get();
            return send(target, parcels).handle((answer, failure) -> answer(target, parcels, failure));
        }

        private CompletableFuture<String> send(TargetDocument target, List<Parcel> parcels) {
            try {
                return clientOf(target).send(parcels);
            } catch (RuntimeException notMade) {
                return CompletableFuture.failedFuture(notMade);
            }
        }

        /** A client of the document; that of an earlier one is closed. */
        private TargetClient clientOf(TargetDocument target) {
            if (!target.equals(known)) {
                String secret = TargetClient.secretOf(target, secrets, System.getenv());
                TargetClient made = TargetClient.of(target, secret, thread, clock);
                close();
                known = target;
                client = made;
            }
            return client;
        }

        private Answer<Parcel, DeadLetter> answer(TargetDocument target, List<Parcel> parcels, Throwable failure) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause == null) {
                return Answer.taken(parcels);
            }
            if (cause instanceof TargetClient.RefusedForSome) {
                // One letter for all: they were delivered.
                DeadLetter letter = letter(
                        parcels.get(0),
                        "%d sent, refused by %s for some: %s"
                                .formatted(parcels.size(), target.ledgerName(), cause.getMessage()));
                return new Answer.Sorted<>(parcels, List.of(letter), Optional.empty());
            }
            if (cause instanceof TargetClient.Refused refused) {
                String reason =
                        "refused by %s at %s: %s".formatted(target.ledgerName(), target.address(), cause.getMessage());
                return refused.extent() == TargetClient.Refused.Extent.SOME
                        ? new Answer.RefusedTogether<>(parcel -> letter(parcel, reason))
                        : Answer.refused(parcels, parcel -> letter(parcel, reason));
            }
            String reason = "%s at %s did not take it: %s".formatted(target.ledgerName(), target.address(), cause);
            return new Answer.NotNow<>(
                    parcels,
                    reason,
                    cause instanceof TargetClient.NotNow asked ? asked.pause() : Duration.ZERO,
                    target.giveUpAfter().map(after -> new Answer.GiveUp<>(after, parcel -> letter(parcel, reason))));
        }

        private DeadLetter letter(Parcel parcel, String reason) {
            return DeadLetter.ofDelivery(
                    parcel.receipt().datasetId(),
                    parcel.receipt().target() + "/" + parcel.id(),
                    clock.millis(),
                    parcel.body(),
                    reason);
        }

        void close() {
            if (client != null) {
                client.close();
            }
        }
    }
}
