package io.drey.detection;

import static io.drey.detection.BuiltInDetections.BRUTE_FORCE_LOGIN;
import static io.drey.detection.Requests.MIDNIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Alert;
import io.drey.event.Evidence;
import java.util.List;
import org.junit.jupiter.api.Test;

class BruteForceLoginTest {

    private static final long RAISED = MIDNIGHT + 3_600_000;

    @Test
    void firesWhenFiveFailuresAreFollowedByASuccess() {
        List<Match> matches = matches(failures(0, 10, 20, 30, 40).at(41, 302));

        assertThat(matches).hasSize(1);
        assertThat(matches.get(0).events()).hasSize(6);
        assertThat(BRUTE_FORCE_LOGIN.reason(matches.get(0)))
                .isEqualTo("5 failed logins by 1.2.3.4 within 41 s, then a success");
    }

    @Test
    void firesWhenABurstCrossesMidnight() {
        assertThat(matches(failures(-20, -10, 0, 10, 20).at(30, 200))).hasSize(1);
    }

    @Test
    void countsBothEndsOfTheTimespan() {
        assertThat(matches(failures(0, 1, 2, 3, 4).at(60, 200))).hasSize(1);
        assertThat(matches(failures(0, 1, 2, 3, 4).at(60.001, 200))).isEmpty();
    }

    @Test
    void staysSilentAfterFourFailures() {
        assertThat(matches(failures(0, 1, 2, 3).at(4, 200))).isEmpty();
    }

    @Test
    void holdsTheLatestFailuresWhereThereAreMore() {
        List<Match> matches = matches(failures(0, 1, 2, 3, 4, 5, 6).at(7, 200));

        assertThat(matches).hasSize(1);
        assertThat(matches.get(0).first().timestampMillis()).isEqualTo(MIDNIGHT + 2_000);
    }

    @Test
    void beginsAnewAfterAMatch() {
        assertThat(matches(failures(0, 1, 2, 3, 4).at(5, 200).at(6, 200))).hasSize(1);
        assertThat(matches(failures(0, 1, 2, 3, 4).at(5, 200).at(6, 401).at(7, 200)))
                .hasSize(1);
    }

    @Test
    void isNotInterruptedByPagesThatAreShownInBetween() {
        assertThat(matches(failures(0, 1, 2)
                        .at(3, 200)
                        .at(4, 401)
                        .at(5, 200)
                        .at(6, 401)
                        .at(7, 200)))
                .hasSize(1);
    }

    @Test
    void isNotInterruptedByWhatIsNeitherFailureNorSuccess() {
        assertThat(matches(failures(0, 1, 2)
                        .at(3, 404)
                        .at(4, 500)
                        .at(5, 403)
                        .at(6, 401)
                        .at(7, 200)))
                .hasSize(1);
    }

    @Test
    void becomesAnAlertWhoseIdDependsOnRuleAndEventsOnly() {
        Match match = matches(failures(0, 10, 20, 30, 40).at(41, 302)).get(0);

        Alert alert = match.toAlert(BRUTE_FORCE_LOGIN, RAISED);

        assertThat(alert.id())
                .isEqualTo(Alert.idOf("brute-force-login", 1, "acme", "1.2.3.4", "topic.0.0.0", "topic.0.5.0"))
                .isEqualTo(match.toAlert(BRUTE_FORCE_LOGIN, RAISED + 1).id());
        assertThat(alert.groupKey()).isEqualTo("1.2.3.4");
        assertThat(alert.severity()).isEqualTo("high");
        assertThat(alert.firstMillis()).isEqualTo(MIDNIGHT);
        assertThat(alert.timestampMillis()).isEqualTo(MIDNIGHT + 41_000);
        assertThat(alert.createdMillis()).isEqualTo(RAISED);
        assertThat(alert.eventCount()).isEqualTo(6);
        assertThat(alert.evidence()).hasSize(6).extracting(Evidence::eventId).startsWith("topic.0.0.0");
        assertThat(new String(alert.evidence()[5].original(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("line 5");
    }

    private static Requests failures(double... seconds) {
        Requests requests = new Requests();
        for (double second : seconds) {
            requests.at(second, 401);
        }
        return requests;
    }

    private static List<Match> matches(Requests requests) {
        return BRUTE_FORCE_LOGIN.referenceMatches(requests.inOrder());
    }
}
