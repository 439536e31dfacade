package io.drey.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.Position;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetFilterTest {

    private static final Map<String, String> FIELDS = Map.of(
            "data_stream.dataset",
            "access",
            "http.response.status_code",
            "503",
            "url.path",
            "/a \"b\"",
            "source.ip",
            "2001:db8::1");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "labels.order.id = 17 | true",
                "labels.order.id > 16 and http.response.status_code = 404 | true",
                "\"labels.order id\" = x | true",
                "labels.Order-No = x | false",
                "labels.Order-No != x | true",
                "k8s.pod.name = web-1 and data_stream.dataset = access | true",
                "no.such.name = 17 | false",
            })
    void looksAtFixedAndOpenFieldsOfEventsByOneName(String filter, boolean taken) {
        EventBuilder event = EventBuilder.at(
                new DatasetId("acme", "access"), new Position("t", "raw.acme.access", 0, 1, 0), 0, new byte[0]);
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, 404);
        event.appendOpen("labels.order.id", "17");
        event.appendOpen("labels.order id", "x");
        event.appendOpen("k8s.pod.name", "web-1");

        assertThat(TargetFilter.parse(filter).takes(event)).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "data_stream.dataset = access | true",
                "data_stream.dataset != access | false",
                "data_stream.dataset in (api, access) | true",
                "data_stream.dataset in (api) | false",
                "http.response.status_code >= 500 and http.response.status_code < 600 | true",
                "http.response.status_code > 503 | false",
                "http.response.status_code <= 503.0 | true",
                "data_stream.dataset > 5 | false",
                "user.name = root | false",
                "user.name != root | true",
                "user.name >= 0 | false",
                "url.path = \"/a \\\"b\\\"\" | true",
                "source.ip=2001:db8::1 | true",
            })
    void takesWhatFulfilsAllConditions(String filter, boolean taken) {
        assertThat(TargetFilter.parse(filter).takes(FIELDS::get)).isEqualTo(taken);
    }

    @Test
    void anEmptyFilterTakesEverything() {
        assertThat(TargetFilter.parse(" ").takes(FIELDS::get)).isTrue();
    }

    @Test
    void namesItsFields() {
        assertThat(TargetFilter.parse("a.b = c and d in (e, f)").fields()).containsExactly("a.b", "d");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "status | character 7: expected an operator",
                "status == 5 | character 9: expected a value",
                "status like 5 | character 8: expected one of = != < <= > >= in",
                "status >= many | character 11: expected a number",
                "a = b or c = d | character 7: expected 'and' or the end",
                "a in b | character 6: expected '('",
                "a in (b c) | character 9: expected ',' or ')'",
                "a = b; drop | character 6: not understood",
                "a = \"b | character 5: not understood",
                "5 = b | character 1: expected a field's name",
            })
    void saysWhatIsWrongAndWhere(String filter, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TargetFilter.parse(filter))
                .withMessageContaining(message);
    }
}
