package io.drey.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.EventView;
import io.drey.event.FieldName;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.Event;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTextTest {

    private static final List<String> FIELDS =
            List.of("url.path", "user.name", "labels.order.id", "http.response.status_code", "data_stream.dataset");
    private static final List<String> OPERATORS = List.of("=", "!=", "<", "<=", ">", ">=", "in");
    private static final List<String> TEXTS = List.of("access", "Access", "root", "/a", "x-1", "17", "404");
    private static final List<String> NUMBERS = List.of("17", "404", "404.0", "-3", "16.5", "5e2");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "data_stream.dataset = access | true",
                "data_stream.dataset = Access | false",
                "data_stream.dataset != access | false",
                "data_stream.dataset in (api, access) | true",
                "data_stream.dataset in (api) | false",
                "data_stream.dataset > 5 | false",
                "http.response.status_code >= 500 and http.response.status_code < 600 | true",
                "http.response.status_code > 503 | false",
                "http.response.status_code <= 503.0 | true",
                "http.response.status_code < 503.5 | true",
                "user.name = root | false",
                "user.name != root | true",
                "user.name >= 0 | false",
                "url.path = \"/a \\\"b\\\"\" | true",
                "source.ip=2001:db8::1 | true",
                "labels.order.id = 17 | true",
                "labels.order.id > 16 and http.response.status_code = 503 | true",
                "\"labels.order id\" = x | true",
                "labels.Order-No = x | false",
                "labels.Order-No != x | true",
                "k8s.pod.name = web-1 and data_stream.dataset = access | true",
            })
    void takesWhatPassesAllTests(String text, boolean taken) {
        EventView event = Event.with("http.response.status_code", "503")
                .and("url.path", "/a \"b\"")
                .and("source.ip", "2001:db8::1")
                .and("labels.order.id", "17")
                .and("labels.order id", "x")
                .and("k8s.pod.name", "web-1")
                .view();

        assertThat(new FilterText(text, FieldName::parse).read().holds(event)).isEqualTo(taken);
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
                "status >= 1e-999999999 | character 11: expected a number",
                "a = b or c = d | character 7: expected 'and' or the end",
                "a in b | character 6: expected '('",
                "a in (b c) | character 9: expected ',' or ')'",
                "a = b; drop | character 6: not understood",
                "a = \"b | character 5: not understood",
                "5 = b | character 1: expected a field's name",
            })
    void saysWhatIsWrongAndWhere(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FilterText(text, FieldName.Open::new).read())
                .withMessageContaining(message);
    }

    /** What filters meant before they were conditions, and the same in the words of rules, on random events. */
    @Test
    void meansWhatItMeantAndWhatRulesSay() {
        Random random = new Random(20_261_129);
        int taken = 0;
        for (int round = 0; round < 20_000; round++) {
            List<Part> parts = new ArrayList<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                parts.add(Part.random(random));
            }
            String text = String.join(" and ", parts.stream().map(Part::text).toList());
            EventView event = event(random);
            boolean expected = parts.stream().allMatch(part -> part.held(event));

            Condition earlier = ConditionReader.OF_EVENTS.read(JsonNodeFactory.instance.textNode(text));
            Condition asRules = ConditionReader.OF_EVENTS.read(asRules(parts));

            assertThat(earlier.holds(event)).as(text).isEqualTo(expected);
            assertThat(asRules.holds(event)).as(asRules + " for " + text).isEqualTo(expected);
            taken += expected ? 1 : 0;
        }
        assertThat(taken).as("filters that took their event").isBetween(2_000, 18_000);
    }

    private static EventView event(Random random) {
        Event event = Event.empty();
        if (random.nextInt(4) > 0) {
            event.and("http.response.status_code", random.nextBoolean() ? "404" : "503");
        }
        for (String field : List.of("url.path", "user.name", "labels.order.id")) {
            if (random.nextInt(3) > 0) {
                event.and(field, TEXTS.get(random.nextInt(TEXTS.size())));
            }
        }
        return event.view();
    }

    /** A selection each, since one field may be tested twice. */
    private static ObjectNode asRules(List<Part> parts) {
        ObjectNode detection = JsonNodeFactory.instance.objectNode();
        List<String> joined = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            joined.add(parts.get(i).into(detection.putObject("part" + i)) + "part" + i);
        }
        return detection.put("condition", String.join(" and ", joined));
    }

    private record Part(String field, String operator, List<String> values) {

        static Part random(Random random) {
            String operator = OPERATORS.get(random.nextInt(OPERATORS.size()));
            List<String> from = operator.matches("[<>]=?") ? NUMBERS : TEXTS;
            List<String> values = new ArrayList<>();
            for (int i = operator.equals("in") ? 1 + random.nextInt(3) : 1; i > 0; i--) {
                values.add(from.get(random.nextInt(from.size())));
            }
            return new Part(FIELDS.get(random.nextInt(FIELDS.size())), operator, values);
        }

        String text() {
            return field + " " + operator + " "
                    + (operator.equals("in") ? "(" + String.join(", ", values) + ")" : values.get(0));
        }

        /** As the class that filters had before read it, with big decimals. */
        boolean held(EventView event) {
            String value = event.text(FieldName.parse(field));
            return switch (operator) {
                case "=", "in" -> value != null && values.contains(value);
                case "!=" -> value == null || !values.contains(value);
                default -> value != null && compared(value);
            };
        }

        private boolean compared(String value) {
            int order;
            try {
                order = new BigDecimal(value).compareTo(new BigDecimal(values.get(0)));
            } catch (NumberFormatException e) {
                return false;
            }
            return switch (operator) {
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }

        /** Puts the test into a selection; returns what stands before the selection in the condition. */
        String into(ObjectNode selection) {
            switch (operator) {
                case "<" -> selection.put(field + "|lt", new BigDecimal(values.get(0)));
                case "<=" -> selection.put(field + "|lte", new BigDecimal(values.get(0)));
                case ">" -> selection.put(field + "|gt", new BigDecimal(values.get(0)));
                case ">=" -> selection.put(field + "|gte", new BigDecimal(values.get(0)));
                default -> values.forEach(selection.withArray(field + "|cased")::add);
            }
            return operator.equals("!=") ? "not " : "";
        }
    }
}
