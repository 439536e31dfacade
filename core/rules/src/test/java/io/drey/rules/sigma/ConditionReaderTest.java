package io.drey.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drey.event.EventView;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.Event;
import io.drey.rules.sigma.RefusedConditionException.Fault;
import io.drey.rules.sigma.RefusedConditionException.Part;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionReaderTest {

    private static final EventView EVENT = Event.with("url.path", "/api/orders")
            .and("http.response.status_code", "503")
            .and("user.name", "Root")
            .and("labels.took", "1.5")
            .and("message", "out of memory")
            .view();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'url.path¦startswith': '/api/', 'http.response.status_code¦gte': 500} | true",
                "{'url.path¦startswith': '/API/', 'http.response.status_code¦gte': 504} | false",
                "{'user.name': 'root'} | true",
                "{'user.name¦cased': 'root'} | false",
                "{'labels.took¦gt': 1.25} | true",
                "{'labels.took': 1.5} | true",
                "{'source.ip': null} | true",
                "['memory', 'disk'] | true",
                "[{'user.name': 'ann'}, {'user.name': 'root'}] | true",
                "{'api': {'url.path¦startswith': '/api/'}, 'probe': {'user.name': 'root'}, 'condition': 'api and not probe'} | false",
                "{'a_1': {'url.path': '/'}, 'a_2': {'user.name': 'root'}, 'condition': '1 of a_*'} | true",
            })
    void readsSelectionsAndDetections(String json, boolean holds) {
        assertThat(read(json).holds(EVENT)).isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'url.path¦startswith': ['/api/', '/v2/'], 'http.response.status_code¦gte': 500}",
                "{'url.path¦re': '^/[a-z]+$'}",
                "{'source.ip¦cidr': '10.0.0.0/8'}",
                "{'a': {'user.name': 'root'}, 'b': ['memory'], 'condition': 'a or not b'}",
            })
    void readsWhatRulesRead(String json) {
        String yaml = json.replace('¦', '|');
        String detection = yaml.contains("'condition'") ? yaml : "{'it': " + yaml + ", 'condition': 'it'}";
        SigmaRules rules = Sigma.read(
                """
                title: x
                logsource: {product: nothing}
                taxonomy: ecs
                detection: %s
                """
                        .formatted(detection));

        assertThat(read(json)).isEqualTo(rules.rules().get(0).condition());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'url.pth': '/'} | /url.pth | KEY | unknown field 'url.pth': did you mean 'url.path'?",
                "{'url.path¦startwith': '/'} | /url.path¦startwith | KEY | unknown modifier 'startwith': did you mean 'startswith'?",
                "{'http.response.status_code¦gte': 'many'} | /http.response.status_code¦gte | VALUE | write a number",
                "{'url.path': ['/a', {'b': 1}]} | /url.path/1 | VALUE | a map as a value",
                "{'url.path¦re': '(?=a)'} | /url.path¦re | VALUE | look-around '(?=' cannot be run",
                "{'url.path¦expand': '%pages%'} | /url.path¦expand | VALUE | there is no list for placeholder '%pages%'",
                "{'one': {'url.path': '/'}, 'condition': 'two'} | /condition | VALUE | no selection is called 'two'",
                "{'one': {'url.pth': '/'}, 'condition': 'one'} | /one/url.pth | KEY | did you mean 'url.path'?",
                "{} |  | VALUE | an empty selection",
                "'url.path like /' |  | VALUE | character 10: expected one of",
            })
    void saysWhatIsWrongAndWhere(String json, String pointer, Part part, String message) {
        RefusedConditionException refused = catchThrowableOfType(RefusedConditionException.class, () -> read(json));

        Fault fault = refused.faults().get(0);
        assertThat(refused.faults()).hasSize(1);
        assertThat(fault.pointer()).isEqualTo(pointer == null ? "" : pointer.replace('¦', '|'));
        assertThat(fault.part()).isEqualTo(part);
        assertThat(fault.message()).contains(message);
    }

    /** In JSON with single quotes, and with a broken bar for the bar that parts columns. */
    private static Condition read(String json) {
        return ConditionReader.OF_EVENTS.read(json(json.replace('¦', '|')));
    }

    private static JsonNode json(String json) {
        try {
            return JsonMapper.builder()
                    .enable(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .build()
                    .readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
