package io.drey.cep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.detection.AccessEvent;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.rules.book.RuleBook;
import io.drey.rules.book.RuleVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** Rules that come, change and go while events do. */
class LiveRulesTest {

    private static final long MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private static final String MISSING = SampleRules.single("missing", "http.response.status_code: 404");
    private static final String THREE_MISSING =
            MISSING + SampleRules.correlation("many-missing", "event_count", "missing", "source.ip", "1m", "gte: 3");
    private static final String TWO_MISSING =
            MISSING + SampleRules.correlation("many-missing", "event_count", "missing", "source.ip", "1m", "gte: 2");
    private static final String SERVER_ERROR = SampleRules.single("server-error", "http.response.status_code|gte: 500");

    /** A directory that a test changes between events. */
    private static final class ChangingRules implements RuleDirectory {

        private static List<RuleVersion> documents = List.of();
        private static List<RuleVersion> published = List.of();
        private static RuleBook book = RuleBook.builtIn();

        static ChangingRules are(RuleVersion... now) {
            documents = List.of(now);
            published = documents;
            book = RuleBook.of(documents);
            return new ChangingRules();
        }

        @Override
        public void open() {}

        @Override
        public RuleBook rules(String tenant) {
            return book;
        }

        @Override
        public RuleBook latest(String tenant) {
            if (!published.equals(documents)) {
                documents = published;
                book = RuleBook.of(documents);
            }
            return book;
        }

        @Override
        public void close() {}
    }

    @Test
    void aRuleAboutSingleEventsAlertsAtOnceAndNothingCrossesTheNetwork() throws Exception {
        FixedRules rules = SampleRules.of(SampleRules.always("errors", 7, SERVER_ERROR));
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(rules)) {
            harness.request(request(1, 500));
            harness.request(request(2, 204 + 100));
            assertThat(harness.candidates()).as("the one that succeeded").isEqualTo(1);

            assertThat(harness.alerts()).singleElement().satisfies(alert -> {
                assertThat(alert.ruleId()).isEqualTo("server-error");
                assertThat(alert.ruleVersion()).isEqualTo(7);
                assertThat(alert.groupKey()).isEqualTo("1.2.3.4");
                assertThat(alert.reason()).isEqualTo("Rule server-error by 1.2.3.4");
                assertThat(alert.eventCount()).isEqualTo(1);
                assertThat(new String(alert.evidence()[0].original(), UTF_8)).isEqualTo("line");
            });
            harness.request(request(1, 500));
            assertThat(harness.alerts())
                    .extracting(Alert::id)
                    .hasSize(2)
                    .containsOnly(harness.alerts().get(0).id());
        }
    }

    @Test
    void rulesSeeNothingOfADatasetThatSaysSo() throws Exception {
        RuleDirectory blind = new RuleDirectory() {
            @Override
            public void open() {}

            @Override
            public RuleBook rules(String tenant) {
                return RuleBook.of(List.of(SampleRules.always("errors", 7, SERVER_ERROR)));
            }

            @Override
            public boolean sees(DatasetId datasetId) {
                return false;
            }

            @Override
            public void close() {}
        };
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(blind)) {
            harness.request(request(1, 500));
            harness.endInput();
            assertThat(harness.alerts()).isEmpty();
            assertThat(harness.candidates()).isZero();
        }
    }

    @Test
    void aRuleThatMatchesEverythingIsCapped() throws Exception {
        FixedRules rules = SampleRules.of(SampleRules.always("errors", 1, SERVER_ERROR));
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(rules)) {
            for (int i = 0; i < 3 * SiftEvents.ALERTS_A_MINUTE; i++) {
                harness.request(request(i, 500));
            }
            // The minute of the machine may end in between.
            assertThat(harness.alerts().stream().filter(alert -> alert.ruleId().equals("server-error")))
                    .hasSizeBetween(SiftEvents.ALERTS_A_MINUTE, 2 * SiftEvents.ALERTS_A_MINUTE);
            assertThat(harness.alerts().stream().filter(alert -> alert.ruleId().equals(RuleNotice.RULE)))
                    .as("the tenant is told")
                    .hasSizeBetween(1, 2)
                    .allSatisfy(told -> {
                        assertThat(told.groupKey()).isEqualTo("server-error");
                        assertThat(told.reason()).contains("raised 600 alerts within a minute and is paused");
                        assertThat(Alert.decode(told.encode())).isEqualTo(told);
                    });
        }
    }

    @Test
    void aTenantsRulesSeeNothingOfAnother() throws Exception {
        RuleDirectory ofAcme = new RuleDirectory() {
            @Override
            public void open() {}

            @Override
            public RuleBook rules(String tenant) {
                return RuleBook.of(
                        tenant.equals("acme")
                                ? List.of(SampleRules.always("errors", 1, SERVER_ERROR + THREE_MISSING))
                                : List.of());
            }

            @Override
            public void close() {}
        };
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(ofAcme)) {
            for (int second = 0; second < 3; second++) {
                harness.request(request("globex", second, 500));
                harness.request(request("globex", second, 404));
            }
            harness.request(request("acme", 4, 500));
            harness.request(request("acme", 5, 404));
            harness.endInput();

            assertThat(harness.alerts()).singleElement().satisfies(alert -> assertThat(alert.tenant())
                    .isEqualTo("acme"));
        }
    }

    @Test
    void alertsOfAStagedRuleSayThatNobodyIsToBeTold() throws Exception {
        String staged = (SERVER_ERROR + THREE_MISSING).replace("level: low", "level: low\nstatus: test");
        try (MatchDetectionsHarness harness =
                new MatchDetectionsHarness(SampleRules.of(SampleRules.always("staged", 1, staged)))) {
            for (int second = 0; second < 5; second++) {
                harness.request(request(second, 500));
                harness.request(request(second, 404));
            }
            harness.endInput();
            assertThat(harness.candidates()).isPositive();
            assertThat(harness.alerts())
                    .allMatch(Alert::staged)
                    .extracting(Alert::ruleId)
                    .contains("server-error", "many-missing");
        }
        try (MatchDetectionsHarness harness =
                new MatchDetectionsHarness(SampleRules.of(SampleRules.always("live", 1, SERVER_ERROR)))) {
            harness.request(request(1, 500));
            assertThat(harness.alerts()).singleElement().matches(alert -> !alert.staged());
        }
    }

    @Test
    void anAlertOfASingleEventThatCameBehindItsClockIsLate() throws Exception {
        FixedRules rules = SampleRules.of(SampleRules.always("errors", 1, SERVER_ERROR));
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(rules)) {
            AccessEvent event = request(10, 500);
            harness.request(event);
            harness.clock(event.tenant(), event.dataset(), event.timestampMillis() - 1);
            harness.request(event);
            harness.clock(event.tenant(), event.dataset(), event.timestampMillis());
            harness.request(event);

            assertThat(harness.alerts()).extracting(Alert::late).containsExactly(false, false, true);
            assertThat(harness.alerts())
                    .extracting(Alert::id)
                    .containsOnly(harness.alerts().get(0).id());
        }
    }

    @Test
    void aDocumentThatDoesNotCompileLeavesItsLastGoodVersionAndAllOthers() throws Exception {
        FixedRules rules = SampleRules.of(
                SampleRules.always("missing", 1, THREE_MISSING),
                SampleRules.always("missing", 2, THREE_MISSING.replace("gte: 3", "gte: three")),
                SampleRules.always("errors", 1, SERVER_ERROR));
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(rules)) {
            for (int second = 0; second < 3; second++) {
                harness.request(request(second, 404));
            }
            harness.request(request(4, 500));
            harness.endInput();
            assertThat(harness.alerts())
                    .extracting(alert -> alert.ruleId() + " " + alert.ruleVersion())
                    .containsExactly("many-missing 1", "server-error 1");
        }
    }

    @Test
    void aChangedRuleStartsFreshAndWhatItsOldVersionHasBegunRunsOut() throws Exception {
        RuleVersion old = SampleRules.always("missing", 1, THREE_MISSING);
        RuleVersion changed = new RuleVersion("missing", 2, MIDNIGHT + 10_000, TWO_MISSING);
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(ChangingRules.are(old))) {
            harness.request(request(1, 404));
            harness.request(request(2, 404));
            harness.request(request(3, 401));
            harness.clock("acme", "access", MIDNIGHT + 5_000);

            ChangingRules.are(old, changed);
            // Of before the change, and late to arrive: the old version's.
            harness.request(request(9, 404));
            harness.request(request(11, 404));
            harness.clock("acme", "access", MIDNIGHT + 12_000);
            assertThat(harness.alerts()).extracting(Alert::ruleVersion).containsExactly(1);
            assertThat(harness.alerts().get(0).eventCount()).isEqualTo(3);

            harness.request(request(13, 404));
            harness.clock("acme", "access", MIDNIGHT + 13_000);
            assertThat(harness.alerts()).extracting(Alert::ruleVersion).containsExactly(1, 2);
            assertThat(harness.alerts().get(1).firstMillis()).isEqualTo(MIDNIGHT + 11_000);

            harness.clock("acme", "access", MIDNIGHT + 75_000);
            assertThat(harness.stateEntries()).isZero();
        }
    }

    @Test
    void aChangeOfOneRuleLeavesOthersAsTheyAre() throws Exception {
        RuleVersion mine = SampleRules.always("missing", 1, THREE_MISSING);
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(ChangingRules.are(mine))) {
            harness.request(request(1, 404));
            harness.request(request(2, 404));
            harness.clock("acme", "access", MIDNIGHT + 5_000);

            ChangingRules.are(mine, new RuleVersion("errors", 1, MIDNIGHT, SERVER_ERROR));
            harness.request(request(6, 404));
            harness.request(request(7, 500));
            harness.endInput();
            assertThat(harness.alerts()).extracting(Alert::ruleId).containsExactly("many-missing", "server-error");
        }
    }

    @Test
    void ofARuleThatIsGoneNothingIsLeft() throws Exception {
        try (MatchDetectionsHarness harness =
                new MatchDetectionsHarness(ChangingRules.are(SampleRules.always("missing", 1, THREE_MISSING)))) {
            harness.request(request(1, 404));
            harness.request(request(2, 404));
            harness.clock("acme", "access", MIDNIGHT + 1_500);
            ChangingRules.are();
            harness.clock("acme", "access", MIDNIGHT + 62_000);

            assertThat(harness.alerts()).isEmpty();
            assertThat(harness.stateEntries()).isZero();
        }
    }

    @Test
    void aRuleThatIsNotKnownYetIsLookedForOnceMore() throws Exception {
        RuleVersion document = SampleRules.always("missing", 1, THREE_MISSING);
        OperatorSubtaskState snapshot;
        try (MatchDetectionsHarness before = new MatchDetectionsHarness(ChangingRules.are(document))) {
            for (int second = 0; second < 3; second++) {
                before.request(request(second, 404));
            }
            snapshot = before.snapshot();
        }
        ChangingRules rules = ChangingRules.are();
        ChangingRules.published = List.of(document);
        try (MatchDetectionsHarness after = new MatchDetectionsHarness(rules, snapshot)) {
            after.endInput();
            assertThat(after.alerts()).extracting(Alert::ruleId).containsExactly("many-missing");
        }
    }

    @Test
    void anotherShapeUnderTheSameVersionBeginsAnewAndHarmsNothing() throws Exception {
        OperatorSubtaskState snapshot;
        try (MatchDetectionsHarness before =
                new MatchDetectionsHarness(ChangingRules.are(SampleRules.always("missing", 1, THREE_MISSING)))) {
            before.request(request(1, 404));
            before.request(request(2, 404));
            before.clock("acme", "access", MIDNIGHT + 2_000);
            snapshot = before.snapshot();
        }
        String distinct = MISSING
                + SampleRules.correlation(
                        "many-missing", "value_count", "missing", "source.ip", "1m", "field: url.path\n        gte: 2");
        try (MatchDetectionsHarness after =
                new MatchDetectionsHarness(ChangingRules.are(SampleRules.always("missing", 1, distinct)), snapshot)) {
            after.request(request(3, 404));
            after.request(request(4, 404));
            after.endInput();
            assertThat(after.alerts()).singleElement().satisfies(alert -> assertThat(alert.firstMillis())
                    .isEqualTo(MIDNIGHT + 3_000));
            assertThat(after.stateEntries()).isZero();
        }
    }

    @Test
    void aTenantsRuleTakesThePlaceOfTheOneThatComesAlong() throws Exception {
        String own = SampleRules.FOUR_PATHS.replace("four-paths", "path-scanner");
        try (MatchDetectionsHarness harness =
                new MatchDetectionsHarness(SampleRules.of(SampleRules.always("scanner", 5, own)))) {
            for (int second = 0; second < 30; second++) {
                harness.request(request(second, 404));
            }
            harness.endInput();
            assertThat(harness.alerts()).extracting(Alert::ruleVersion).containsExactly(5);
        }
    }

    @Test
    void linesAreKeptForWhatIsRememberedOnly() throws Exception {
        List<RuleVersion> documents = new ArrayList<>();
        documents.add(SampleRules.always("missing", 1, THREE_MISSING));
        try (MatchDetectionsHarness harness =
                new MatchDetectionsHarness(SampleRules.of(documents.toArray(RuleVersion[]::new)))) {
            for (int i = 0; i < 2_000; i++) {
                harness.request(request(0.02 * i, 404));
            }
            harness.clock("acme", "access", MIDNIGHT + 45_000);
            OperatorSubtaskState snapshot = harness.snapshot();
            // 2,000 lines of three rules would be more.
            assertThat(snapshot.getStateSize()).isLessThan(400_000);
        }
    }

    private static AccessEvent request(double second, int status) {
        return request("acme", second, status);
    }

    private static AccessEvent request(String tenant, double second, int status) {
        long millis = MIDNIGHT + Math.round(second * 1000);
        return new AccessEvent(
                tenant,
                "access",
                "1.2.3.4",
                millis,
                "topic",
                0,
                millis,
                status,
                status,
                "/" + millis,
                "line".getBytes(UTF_8));
    }
}
