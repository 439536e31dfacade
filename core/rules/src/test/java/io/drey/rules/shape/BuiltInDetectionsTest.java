package io.drey.rules.shape;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.detection.AccessEvent;
import io.drey.detection.BruteForceLogin;
import io.drey.detection.Detection;
import io.drey.detection.PathScanner;
import io.drey.detection.Rule;
import io.drey.rules.reference.ReferenceMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The two detections that Drey has built in are shapes: the same events, in the same order, in the same matches. */
class BuiltInDetectionsTest {

    private static final int STREAMS = 5_000;
    private static final int[] STATUSES = {401, 401, 401, 401, 403, 200, 302, 404, 404, 404, 404, 404, 500};
    private static final int FAILED = 0;
    private static final int SUCCEEDED = 1;
    private static final int NOT_FOUND = 2;

    /** A built-in detection and the shape that says the same. */
    record Same(Detection detection, Shape shape, long wanted) {}

    static Stream<Same> detections() {
        return Stream.of(
                bruteForceLogin(5, 60_000),
                bruteForceLogin(3, 20_000),
                bruteForceLogin(1, 5_000),
                pathScanner(20, 60_000),
                pathScanner(4, 7_000),
                pathScanner(2, 1_000));
    }

    private static Same bruteForceLogin(int failures, long millis) {
        return new Same(
                new BruteForceLogin(rule(millis), failures),
                new Sequence(
                        List.of(new Sequence.Step(FAILED, failures), new Sequence.Step(SUCCEEDED, 1)),
                        millis,
                        Sequence.NO_UNTIL,
                        Sequence.Taking.LATEST),
                1L << FAILED | 1L << SUCCEEDED);
    }

    private static Same pathScanner(int paths, long millis) {
        return new Same(
                new PathScanner(rule(millis), paths), new Distinct(1, Bounds.atLeast(paths), millis), 1L << NOT_FOUND);
    }

    private static Rule rule(long millis) {
        return new Rule("some-rule", 1, "Some rule", "low", Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @MethodSource("detections")
    void areReproduced(Same same) {
        int found = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            List<AccessEvent> requests = requests(random);
            List<Occurrence> occurrences = requests.stream()
                    .map(request -> occurrence(request, same.wanted()))
                    .toList();
            List<List<String>> expected = same.detection().referenceMatches(requests).stream()
                    .map(match ->
                            match.events().stream().map(AccessEvent::eventId).toList())
                    .toList();
            assertThat(ids(new Host(same.shape(), random).run(occurrences)))
                    .as("%s, seed %d", same, seed)
                    .isEqualTo(expected);
            assertThat(ids(ReferenceMatcher.matches(same.shape(), occurrences))).isEqualTo(expected);
            found += expected.size();
        }
        assertThat(found).isGreaterThan(STREAMS / 10);
    }

    private static List<List<String>> ids(List<Match> matches) {
        return matches.stream()
                .map(match ->
                        match.evidence().stream().map(EventReference::eventId).toList())
                .toList();
    }

    private static Occurrence occurrence(AccessEvent request, long wanted) {
        long conditions = (request.isFailedLogin() ? 1L << FAILED : 0)
                | (request.isSuccess() ? 1L << SUCCEEDED : 0)
                | (request.isNotFound() ? 1L << NOT_FOUND : 0);
        EventReference event = new EventReference(
                request.timestampMillis(), request.topicId(), request.partition(), request.offset(), request.index());
        return new Occurrence(event, conditions & wanted, List.of(Value.of(request.path())));
    }

    private static List<AccessEvent> requests(Random random) {
        int count = 20 + random.nextInt(160);
        long spread = 5_000L + random.nextInt(120_000);
        int paths = 2 + random.nextInt(40);
        long granularity = random.nextBoolean() ? 1 : 1_000;
        List<AccessEvent> requests = new ArrayList<>();
        long[] times = random.longs(count, 0, spread).sorted().toArray();
        for (int i = 0; i < count; i++) {
            requests.add(new AccessEvent(
                    "acme",
                    "access",
                    "192.0.2.1",
                    1_767_225_600_000L + times[i] / granularity * granularity,
                    "topic",
                    random.nextInt(3),
                    i,
                    0,
                    STATUSES[random.nextInt(STATUSES.length)],
                    "/path-" + random.nextInt(paths),
                    null));
        }
        requests.sort(null);
        return requests;
    }
}
