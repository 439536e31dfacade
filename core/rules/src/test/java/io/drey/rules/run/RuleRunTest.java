package io.drey.rules.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.rules.shape.EventReference;
import io.drey.rules.sigma.Placeholders;
import io.drey.rules.sigma.SigmaFile;
import io.drey.rules.sigma.SigmaReader;
import io.drey.rules.sigma.SigmaRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleRunTest {

    private static final DatasetId DATASET = new DatasetId("acme", "web");
    private static final String FAILED_AND_DONE =
            """
            title: A login that failed
            name: failed
            logsource: {category: application}
            detection:
                selection: {event.action: failed}
                condition: selection
            ---
            title: A login that succeeded
            name: done
            logsource: {category: application}
            detection:
                selection: {event.action: done}
                condition: selection
            """;

    private long offset;

    @Test
    void aRuleThatACorrelationRestsOnRaisesNothingUnlessItSaysSo() {
        String correlation = correlation(
                "type: event_count\n    rules: [failed]\n    group-by: [source.ip]\n    timespan: 1m\n    condition: {gte: 2}");

        assertThat(fired(correlation, event(0, "failed", "10.0.0.1"), event(1, "failed", "10.0.0.1")))
                .containsExactly("all 10.0.0.1 2");
        assertThat(fired(
                        correlation.replace("timespan", "generate: true\n    timespan"),
                        event(0, "failed", "10.0.0.1"),
                        event(1, "failed", "10.0.0.1")))
                .containsExactly("failed  1", "failed  1", "all 10.0.0.1 2");
    }

    @Test
    void groupsAreApartAndAnEventWithoutTheFieldIsInNone() {
        String correlation = correlation(
                "type: event_count\n    rules: [failed]\n    group-by: [source.ip]\n    timespan: 1m\n    condition: {gte: 2}");

        assertThat(fired(
                        correlation,
                        event(0, "failed", "10.0.0.1"),
                        event(1, "failed", null),
                        event(2, "failed", null),
                        event(3, "failed", "10.0.0.2")))
                .isEmpty();
    }

    @Test
    void correlationsChain() {
        String chain = correlation(
                                "type: event_count\n    rules: [failed]\n    group-by: [source.ip]\n    timespan: 1m\n    condition: {gte: 2}")
                        .replace("name: all", "name: many")
                + correlation(
                        "type: temporal_ordered\n    rules: [many, done]\n    group-by: [source.ip]\n    timespan: 1m");

        assertThat(fired(
                        chain,
                        event(0, "failed", "10.0.0.1"),
                        event(1, "failed", "10.0.0.1"),
                        event(2, "done", "10.0.0.2"),
                        event(3, "done", "10.0.0.1")))
                .containsExactly("all 10.0.0.1 2");
        assertThat(fired(chain, event(0, "failed", "10.0.0.1"), event(1, "done", "10.0.0.1")))
                .isEmpty();
    }

    @Test
    void everyTypeOfCorrelationRuns() {
        String grouped = "\n    group-by: [source.ip]\n    timespan: 1m";
        LogEvent[] events = {event(0, "done", "10.0.0.1"), event(1, "failed", "10.0.0.1")};

        assertThat(fired(correlation("type: temporal\n    rules: [failed, done]" + grouped), events))
                .containsExactly("all 10.0.0.1 2");
        assertThat(fired(correlation("type: temporal_ordered\n    rules: [failed, done]" + grouped), events))
                .isEmpty();
        assertThat(fired(
                        correlation("type: value_count\n    rules: [failed, done]" + grouped
                                + "\n    condition: {field: event.action, gte: 2}"),
                        events))
                .containsExactly("all 10.0.0.1 2");
        for (String type : List.of("value_sum", "value_avg")) {
            assertThat(fired(
                            correlation("type: " + type + "\n    rules: [failed, done]" + grouped
                                    + "\n    condition: {field: http.response.bytes, gt: 99}"),
                            events))
                    .as(type)
                    .hasSize(1);
        }
        assertThat(fired(
                        correlation("type: value_percentile\n    rules: [failed, done]" + grouped
                                + "\n    condition: {field: http.response.bytes, percentile: 95, gt: 99}"),
                        events))
                .hasSize(1);
    }

    @Test
    void whatTheEndOfAWindowDecidesIsDecidedAtTheEnd() {
        String few = correlation(
                "type: event_count\n    rules: [failed]\n    group-by: [source.ip]\n    timespan: 1m\n    condition: {lt: 3}");

        assertThat(fired(few, event(0, "failed", "10.0.0.1"), event(1, "failed", "10.0.0.1")))
                .isNotEmpty();
    }

    @Test
    void aCorrelationWithoutAShapeIsRefusedAndSoIsWhatRestsOnIt() {
        SigmaRules read = read(correlation(
                                "type: value_percentile\n    rules: [failed]\n    group-by: [source.ip]\n    timespan: 1m\n    condition: {field: http.response.bytes, gt: 50}")
                        .replace("name: all", "name: share")
                + correlation("type: temporal\n    rules: [share, done]\n    group-by: [source.ip]\n    timespan: 1m"));

        assertThat(read.correlations()).isEmpty();
        assertThat(read.refusals())
                .extracting(Object::toString)
                .anySatisfy(problem -> assertThat(problem).contains("rules.yml:", "name a percentile"))
                .anySatisfy(problem -> assertThat(problem).contains("of one that is refused"));
    }

    @Test
    void aRefusalHasItsRemedyApart() {
        SigmaRules read = read(correlation("type: value_percentile\n    rules: [failed]\n    group-by: [source.ip]\n"
                + "    timespan: 1m\n    condition: {field: http.response.bytes, percentile: 99.5, gt: 50}"));

        assertThat(read.refusals()).singleElement().satisfies(problem -> {
            assertThat(problem.reason()).isEqualTo("the percentile 99.5 is none of those that are known here");
            assertThat(problem.remedy()).isEqualTo("write a whole number of 1 to 100");
        });
    }

    @Test
    void anExplanationAsksEveryPart() {
        SigmaRules read = read("");

        assertThat(Explanation.of(read.rules().get(0).condition(), event(0, "done", "10.0.0.1")))
                .containsExactly("no   event.action equals 'failed'   (event.action is 'done')");
    }

    private List<String> fired(String correlations, LogEvent... events) {
        List<String> fired = new ArrayList<>();
        RuleRun run = new RuleRun(read(correlations), 1_000);
        for (LogEvent event : events) {
            EventReference reference = new EventReference(
                    event.timestampMillis(), event.topicId(), event.partition(), event.offset(), event.index());
            run.process(event, reference, firing -> fired.add(said(firing)));
        }
        run.end(firing -> fired.add(said(firing)));
        return fired;
    }

    private static String said(Firing firing) {
        return "%s %s %d"
                .formatted(
                        firing.rule().header().name().orElseThrow(),
                        String.join(", ", firing.group()),
                        firing.match().count());
    }

    private static SigmaRules read(String more) {
        return UsableRules.of(
                new SigmaReader(Placeholders.NONE).read(List.of(new SigmaFile("rules.yml", FAILED_AND_DONE + more))));
    }

    private static String correlation(String body) {
        return "---\ntitle: All\nname: all\ncorrelation:\n    " + body + "\n";
    }

    private LogEvent event(int second, String action, String address) {
        EventBuilder event = EventBuilder.at(
                DATASET, new Position("AAAAAAAAAAAAAAAAAAAAAA", "raw.acme.web", 0, offset++, 0), 0, new byte[0]);
        event.timestampMicros(second * 1_000_000L);
        event.append(Field.EVENT_ACTION, action.getBytes(UTF_8));
        event.put(Field.HTTP_RESPONSE_BYTES, 100);
        if (address != null) {
            event.append(Field.SOURCE_IP, address.getBytes(UTF_8));
        }
        return event;
    }
}
