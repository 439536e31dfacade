package io.drey.delivery.sending;

import io.drey.configuration.TargetDocument;
import io.drey.job.TenantSecrets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Speaks to one target. */
public interface TargetClient extends AutoCloseable {

    /** A client of that target. */
    static TargetClient of(TargetDocument target, String secret, Executor executor, Clock clock) {
        return Protocol.of(target.type()).open(target, secret, executor, clock);
    }

    /**
     * The secret that a target's document names; empty where it names none.
     *
     * @throws IllegalStateException if it is not there
     */
    static String secretOf(TargetDocument target, TenantSecrets secrets, Map<String, String> environment) {
        return target.secret().isEmpty() ? "" : secrets.read(target.tenant(), target.secret(), environment);
    }

    /**
     * Sends parcels in one request and gives what the target answered, for people. Fails with {@link Refused} if the target refuses what they hold, and with anything else
     * where the same may succeed later.
     */
    CompletableFuture<String> send(List<Parcel> parcels);

    @Override
    void close();

    /** The target refuses what was sent: to send it again is of no use. */
    final class Refused extends Exception {

        /** Whether some of it may be taken. */
        enum Extent {
            /** What is at fault may be one of several. */
            SOME,
            /** Each by itself would be refused, too. */
            ALL
        }

        private static final long serialVersionUID = 1L;

        private final Extent extent;

        Refused(String reason) {
            this(reason, Extent.SOME);
        }

        Refused(String reason, Extent extent) {
            super(reason);
            this.extent = extent;
        }

        Extent extent() {
            return extent;
        }
    }

    /** The target took what was sent for some of those it is for, and refuses it for others for good. */
    final class RefusedForSome extends Exception {

        private static final long serialVersionUID = 1L;

        RefusedForSome(String reason) {
            super(reason);
        }
    }

    /** The target does not take it now, and may have said for how long not to ask again. */
    final class NotNow extends Exception {

        private static final long serialVersionUID = 1L;

        private final Duration pause;

        NotNow(String reason, Duration pause) {
            super(reason);
            this.pause = pause;
        }

        Duration pause() {
            return pause;
        }
    }
}
