package io.drey.cep;

import io.drey.detection.AccessEvent;
import io.drey.detection.BruteForceLogin;
import io.drey.detection.Detection;
import io.drey.detection.PathScanner;
import java.time.Duration;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;

/**
 * The detections as patterns of Flink CEP, over the events they {@linkplain Detection#concerns concern} in order.
 *
 * <p>Each is written so that its partial matches are few, whatever an address does.
 */
final class DetectionPatterns {

    private static final String FAILED_LOGINS = "failed-logins";
    private static final String DISTINCT_MISSES = "distinct-misses";

    private DetectionPatterns() {}

    static Pattern<AccessEvent, ?> of(Detection detection) {
        if (detection instanceof BruteForceLogin bruteForceLogin) {
            return bruteForceLogin(bruteForceLogin);
        }
        return pathScanner((PathScanner) detection);
    }

    /**
     * A further failure ends a partial match that has all its failures, because the next one holds later ones: at most
     * as many partial matches as failures asked for.
     */
    private static Pattern<AccessEvent, ?> bruteForceLogin(BruteForceLogin detection) {
        // CEP's windows end before their length is reached; this one includes its end.
        Duration inclusive = detection.rule().timespan().plusMillis(1);
        return Pattern.<AccessEvent>begin(FAILED_LOGINS, AfterMatchSkipStrategy.skipPastLastEvent())
                .where(SimpleCondition.of(AccessEvent::isFailedLogin))
                .times(detection.failures())
                .notFollowedBy("further-failure")
                .where(new FurtherFailure(detection.failures()))
                .followedBy("success")
                .where(SimpleCondition.of(AccessEvent::isSuccess))
                .within(inclusive);
    }

    /**
     * Each miss begins a partial match, which takes the first miss on each further path. One ends when the path it began
     * with is asked for again, because the next partial match then holds the same paths and lasts longer. So those left
     * began with different paths and hold different numbers of them: never more than are asked for.
     */
    private static Pattern<AccessEvent, ?> pathScanner(PathScanner detection) {
        return Pattern.<AccessEvent>begin(DISTINCT_MISSES, AfterMatchSkipStrategy.noSkip())
                .where(new AnotherPath())
                .timesOrMore(detection.paths())
                .until(new CompleteOrSuperseded(detection.paths()))
                .within(detection.rule().timespan());
    }

    /** CEP asks what must not follow also while failures are still collected; then a failure is wanted. */
    private static final class FurtherFailure extends IterativeCondition<AccessEvent> {

        private final int failures;

        private FurtherFailure(int failures) {
            this.failures = failures;
        }

        @Override
        public boolean filter(AccessEvent event, Context<AccessEvent> context) throws Exception {
            if (!event.isFailedLogin()) {
                return false;
            }
            int taken = 0;
            for (AccessEvent ignored : context.getEventsForPattern(FAILED_LOGINS)) {
                taken++;
            }
            return taken >= failures;
        }
    }

    private static final class AnotherPath extends IterativeCondition<AccessEvent> {

        @Override
        public boolean filter(AccessEvent event, Context<AccessEvent> context) throws Exception {
            if (!event.isNotFound()) {
                return false;
            }
            for (AccessEvent earlier : context.getEventsForPattern(DISTINCT_MISSES)) {
                if (earlier.path().equals(event.path())) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final class CompleteOrSuperseded extends IterativeCondition<AccessEvent> {

        private final int paths;

        private CompleteOrSuperseded(int paths) {
            this.paths = paths;
        }

        @Override
        public boolean filter(AccessEvent event, Context<AccessEvent> context) throws Exception {
            int taken = 0;
            for (AccessEvent earlier : context.getEventsForPattern(DISTINCT_MISSES)) {
                if (taken == 0 && earlier.path().equals(event.path())) {
                    return true;
                }
                taken++;
            }
            return taken >= paths;
        }
    }
}
