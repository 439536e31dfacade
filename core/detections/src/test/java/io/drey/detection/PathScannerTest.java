package io.drey.detection;

import static io.drey.detection.BuiltInDetections.PATH_SCANNER;
import static io.drey.detection.Requests.MIDNIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathScannerTest {

    @Test
    void firesOnceWhileAScanGoesOn() {
        List<Match> matches = matches(misses(0, 60, 1));

        assertThat(matches).hasSize(1);
        assertThat(matches.get(0).events()).hasSize(20);
        assertThat(PATH_SCANNER.reason(matches.get(0)))
                .isEqualTo("20 different paths that do not exist asked for by 1.2.3.4 within 19 s");
    }

    @Test
    void firesAgainAfterTheCountFellBelow() {
        Requests requests = misses(0, 20, 1);
        addMisses(requests, 70, 20, 1);

        assertThat(matches(requests))
                .extracting(match -> match.completing().timestampMillis())
                .containsExactly(MIDNIGHT + 19_000, MIDNIGHT + 89_000);
    }

    @Test
    void countsAPathOnce() {
        Requests requests = new Requests();
        for (int second = 0; second < 50; second++) {
            requests.at(second, 404, "/path-" + second % 19);
        }
        assertThat(matches(requests)).isEmpty();
    }

    @Test
    void leavesOutWhatIsATimespanAgo() {
        assertThat(matches(misses(0, 19, 1).at(59.999, 404, "/last"))).hasSize(1);
        assertThat(matches(misses(0, 19, 1).at(60, 404, "/last"))).isEmpty();
    }

    @Test
    void holdsTheShortestRun() {
        Requests requests =
                new Requests().at(0, 404, "/path-5").at(1, 404, "/path-3").at(2, 404, "/path-3");
        addMisses(requests, 10, 20, 1);

        List<Match> matches = matches(requests);

        assertThat(matches).hasSize(1);
        assertThat(matches.get(0).first().timestampMillis()).isEqualTo(MIDNIGHT + 10_000);
    }

    @Test
    void ignoresWhatWasFound() {
        Requests requests = new Requests();
        for (int second = 0; second < 30; second++) {
            requests.at(second, 200, "/path-" + second);
        }
        assertThat(matches(requests)).isEmpty();
    }

    @Test
    void isArmedAgainOnlyWhenTheLatestMatchBeganATimespanAgo() {
        Match match = matches(misses(0, 20, 1)).get(0);
        long completed = match.completing().timestampMillis();
        Duration minute = Duration.ofSeconds(60);

        assertThat(Firing.ON_CROSSING.fires(match, Long.MIN_VALUE, minute)).isTrue();
        assertThat(Firing.ON_CROSSING.fires(match, completed - 60_000, minute)).isTrue();
        assertThat(Firing.ON_CROSSING.fires(match, completed - 59_999, minute)).isFalse();
        assertThat(Firing.ON_EVERY_MATCH.fires(match, completed - 1, minute)).isTrue();
    }

    private static Requests misses(int fromSecond, int count, double everySeconds) {
        Requests requests = new Requests();
        addMisses(requests, fromSecond, count, everySeconds);
        return requests;
    }

    private static void addMisses(Requests requests, int fromSecond, int count, double everySeconds) {
        for (int i = 0; i < count; i++) {
            requests.at(fromSecond + i * everySeconds, 404, "/path-" + i);
        }
    }

    private static List<Match> matches(Requests requests) {
        return PATH_SCANNER.referenceMatches(requests.inOrder());
    }
}
