package io.drey.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricDocumentTest {

    @Test
    void everythingElseHasADefault() {
        MetricDocument count = metric("{name: failed, function: count, filter: http.response.status_code >= 500}");

        assertThat(count.isOf(new DatasetId("acme", "access"))).isTrue();
        assertThat(count.tells(10)).isTrue();
        assertThat(count.dimension()).isEmpty();
        assertThat(count.documents()).isEqualTo(1);
        MetricDocument took = metric(
                "{name: took, dataset: alb, function: percentiles, field: event.duration, dimension: 'url.page, http.response.status_class', windows: [60s]}");
        assertThat(took.percentiles()).containsExactly(50, 95, 99);
        assertThat(took.isOf(new DatasetId("acme", "access"))).isFalse();
        assertThat(took.dimension()).containsExactly("url.page", "http.response.status_class");
        assertThat(took.tells(60)).isTrue();
        assertThat(took.tells(10)).isFalse();
        assertThat(took.documents()).isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: a1, function: counts} | 'counts' is not known: did you mean 'count'?",
                "{name: a1, function: count, dimension: sorce.ip} | unknown field 'sorce.ip': did you mean 'source.ip'?",
                "{name: a1, function: count, filter: http.response.statuscode = 500} | did you mean 'http.response.status_code'?",
                "{name: a1, function: count, field: source.ip} | it counts events: leave it out",
                "{name: a1, function: sum} | say which field is measured",
                "{name: a1, function: avg, field: source.ip} | 'source.ip' is no number: use a field that is one, or 'function: distinct'",
                "{name: a1, function: min, field: '@timestamp'} | '@timestamp' is no number",
                "{name: a1, function: count, top: 5} | it is for a dimension: give one",
                "{name: a1, function: count, dimension: source.ip, top: 101} | use a whole number from 1 to 100",
                "{name: a1, function: count, dimension: 'a.b, c, d, e'} | unknown field",
                "{name: a1, function: count, dimension: 'source.ip, source.port, url.path, user.name'} | use at most 3",
                "{name: a1, function: max, field: event.duration, percentiles: [50]} | leave them out",
                "{name: a1, function: percentiles, field: event.duration, percentiles: [100]} | from 1 to 99",
                "{name: a1, function: count, windows: [7s]} | 7s is not whole seconds that divide a day",
                "{name: status, function: count} | 'status' is the name of counts that come with Drey: use another",
            })
    void refusesWhatNoJobCouldCount(String yaml, String message) {
        assertThat(read(yaml).problems()).singleElement().satisfies(problem -> assertThat(problem.toString())
                .contains(message));
    }

    @Test
    void anotherDefinitionIsTold() {
        String before = metric("{name: a1, function: count}").definition();

        assertThat(metric("{name: a1, function: count}").definition()).isEqualTo(before);
        assertThat(metric("{name: a1, function: count, filter: user.name = root}")
                        .definition())
                .isNotEqualTo(before);
    }

    @Test
    void whatIsTooMuchIsLeftOutAndTheFirstOfItIsNamed() {
        List<MetricDocument> metrics = new ArrayList<>();
        for (int i = 0; i < MetricDocument.MOST; i++) {
            metrics.add(metric("{name: m%02d, function: count}".formatted(i)));
        }
        assertThat(MetricDocument.excess(metrics)).isEmpty();

        metrics.add(metric("{name: zz, function: count}"));
        assertThat(MetricDocument.excess(metrics)).hasValueSatisfying(why -> assertThat(why)
                .contains("metric 'zz' is one too many: a tenant has at most 50"));
        assertThat(MetricDocument.withinBounds(metrics)).hasSize(MetricDocument.MOST);

        MetricDocument large =
                metric("{name: aa, function: percentiles, field: event.duration, dimension: source.ip, top: 100}");
        assertThat(large.documents()).isEqualTo(300);
        assertThat(MetricDocument.excess(List.of(large, renamed("ab"), renamed("ac"), renamed("ad"))))
                .hasValueSatisfying(why -> assertThat(why).contains("'ad'"));
    }

    private static MetricDocument renamed(String name) {
        return metric("{name: %s, function: percentiles, field: event.duration, dimension: source.ip, top: 100}"
                .formatted(name));
    }

    private static MetricDocument metric(String yaml) {
        DocumentText text = read(yaml);
        assertThat(text.problems()).isEmpty();
        return MetricDocument.of(text.documents().get(0).document());
    }

    private static DocumentText read(String yaml) {
        String document = yaml.replaceFirst("\\{", "{kind: Metric, tenant: acme, ");
        return DocumentText.read("a.yaml", document.getBytes(UTF_8), Optional.empty());
    }
}
