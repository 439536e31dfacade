package io.drey.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.SearchPolicy.Selection;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.EventView;
import io.drey.event.Field;
import io.drey.event.Position;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every document that selects events or alerts does it in the language of rules. */
class ConditionsInDocumentsTest {

    private static final String TARGET =
            """
            kind: Target
            tenant: acme
            name: soc
            type: webhook
            send: events
            address: https://soc.example/hook
            filter:
              failed: {http.response.status_code|gte: 500}
              probe: {user_agent.original|contains: probe}
              condition: failed and not probe
            """;
    private static final String METRIC =
            """
            kind: Metric
            tenant: acme
            name: failed
            function: count
            filter: {url.path|startswith: /api/, labels.took|gt: 1.50}
            """;
    private static final String DATASET =
            """
            kind: Dataset
            tenant: acme
            name: access
            format: combined
            search: {http.response.status_code|gte: 500}
            drop:
              - {url.path: /health, http.response.status_code: 200}
              - url.path = /ready
              - [{url.path: '*.css'}, {url.path|re: '^/[0-9]+$'}]
            """;

    @ParameterizedTest
    @ValueSource(strings = {TARGET, METRIC, DATASET})
    void isTheSameAfterItWasPublishedAndWrittenAsYaml(String yaml) {
        Document document = document(yaml);
        ControlRecord record = ControlRecord.of(document, new Revision(1, Instant.EPOCH, "alice"));

        assertThat(ControlRecord.read(document.topic(), record.presentKey(), record.value()))
                .hasValueSatisfying(read -> {
                    assertThat(read.document()).contains(document);
                    assertThat(read.document().get().hash()).isEqualTo(document.hash());
                });
        assertThat(document(document.toYaml())).isEqualTo(document);
    }

    @Test
    void targetsTakeEventsByThem() {
        Filter filter = TargetDocument.of(document(TARGET)).filter();

        assertThat(filter.takes(event("/api/1", 503))).isTrue();
        assertThat(filter.takes(event("/api/1", 404))).isFalse();
    }

    @Test
    void metricsCountEventsByThem() {
        Filter filter = MetricDocument.of(document(METRIC)).filter();

        EventBuilder slow = event("/api/1", 200);
        slow.appendOpen("labels.took", "1.6");
        assertThat(filter.takes(slow)).isTrue();
        assertThat(filter.takes(event("/api/1", 200))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/health, 200, true",
        "/health, 500, false",
        "/Ready, 200, false",
        "/ready, 200, true",
        "/a.css, 200, true",
        "/17, 404, true",
        "/17a, 404, false"
    })
    void datasetsDropEventsByThem(String path, int status, boolean dropped) {
        DatasetDocument dataset = DatasetDocument.of(document(DATASET), TenantDocument.defaults("acme"));

        EventView event = event(path, status);
        assertThat(dataset.lines().treatment().drops())
                .filteredOn(rule -> rule.condition().test(event))
                .hasSize(dropped ? 1 : 0);
    }

    @Test
    void datasetsMakeEventsSearchableByThem() {
        DatasetDocument dataset = DatasetDocument.of(document(DATASET), TenantDocument.defaults("acme"));

        assertThat(dataset.search().selection()).isEqualTo(Selection.MATCHING);
        assertThat(dataset.search().selects(event("/", 503))).isTrue();
        assertThat(dataset.search().selects(event("/", 404))).isFalse();
        assertThat(DatasetDocument.of(dataset.toDocument(), TenantDocument.defaults("acme")))
                .isEqualTo(dataset);
    }

    @Test
    void commandLinesTakeThemInOneLine() {
        DatasetDocument dataset = DatasetDocument.of(
                new DatasetId("acme", "access"),
                Map.of(
                        "format",
                        "combined",
                        "drop",
                        "{url.path: /health, http.response.status_code: 200}",
                        "search",
                        "{http.response.status_code|gte: 500}"));

        assertThat(dataset.lines().treatment().drops())
                .extracting(rule -> rule.condition().test(event("/health", 200)))
                .containsExactly(true);
        assertThat(dataset.search().selects(event("/", 503))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "8:12 | failed: {http.response.statuscode¦gte: 500} | unknown field 'http.response.statuscode': did you mean 'http.response.status_code'?",
                "8:12 | failed: {http.response.status_code¦get: 500} | unknown modifier 'get'",
                "8:43 | failed: {http.response.status_code¦gte: many} | write a number",
                "8:3 | failed: [] | an empty selection",
            })
    void whatIsWrongIsToldWhereItStands(String place, String line, String message) {
        String yaml = TARGET.replace(
                "failed: {http.response.status_code|gte: 500}", line.strip().replace('¦', '|'));

        assertThat(problems(yaml))
                .singleElement()
                .asString()
                .contains("a.yaml:" + place)
                .contains(message);
    }

    @Test
    void aTargetsFilterNamesFieldsOfWhatIsSent() {
        String alerts = TARGET.replace("send: events\n", "");

        assertThat(problems(alerts)).singleElement().asString().contains(":7:12", "alerts have no field");
        assertThat(problems(alerts.replace("http.response.status_code|gte: 500", "alert.severity: [high, critical]")
                        .replace("user_agent.original", "rule.name")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop: ['']", "drop: [17]", "drop: [{}]", "search: eror", "search: 5", "search: {}"})
    void refusesWhatWouldTakeAnything(String key) {
        assertThat(problems("kind: Dataset\ntenant: acme\nname: access\nformat: combined\n" + key))
                .hasSize(1);
    }

    private static EventBuilder event(String path, int status) {
        EventBuilder event = EventBuilder.at(
                new DatasetId("acme", "access"), new Position("t", "raw.acme.access", 0, 1, 0), 0, new byte[0]);
        event.append(Field.URL_PATH, path.getBytes(UTF_8));
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        return event;
    }

    private static Document document(String yaml) {
        DocumentText text = DocumentText.read("a.yaml", yaml.getBytes(UTF_8), Optional.empty());
        assertThat(text.problems()).isEmpty();
        return text.documents().get(0).document();
    }

    private static List<DocumentProblem> problems(String yaml) {
        return DocumentText.read("a.yaml", yaml.getBytes(UTF_8), Optional.empty())
                .problems();
    }
}
