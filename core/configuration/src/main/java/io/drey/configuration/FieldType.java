package io.drey.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.drey.event.DatasetId;
import io.drey.event.Printable;
import io.drey.event.Spelling;
import io.drey.format.Formats;
import io.drey.rules.sigma.ConditionReader;
import io.drey.rules.sigma.RefusedConditionException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What a key of a document may hold: checked, brought into one form, and told to editors as JSON Schema. */
abstract class FieldType {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The value in its one form, or empty where it is refused, which {@code problems} then says. */
    abstract Optional<JsonNode> read(JsonNode value, String pointer, Problems problems);

    /** What text on a command line means: text where the key holds text, a list with commas between, else as in YAML. */
    JsonNode given(String text) {
        return YamlTree.plain(text);
    }

    /** The JSON Schema (draft 7) of what {@link #read} takes. */
    abstract ObjectNode schema();

    /** A name by the grammar of tenants and datasets. */
    static FieldType name() {
        return matching(
                DatasetId.GRAMMAR, "2 to 31 characters, a lower-case letter first, then lower-case letters and digits");
    }

    /** Text that matches a regular expression as a whole. */
    static FieldType matching(String grammar, String inWords) {
        Pattern pattern = Pattern.compile(grammar);
        return new Text() {
            @Override
            Optional<String> check(String text) {
                return pattern.matcher(text).matches()
                        ? Optional.empty()
                        : Optional.of("'%s' is not allowed: use %s".formatted(Printable.of(text), inWords));
            }

            @Override
            ObjectNode schema() {
                return super.schema().put("pattern", "^(" + grammar + ")$");
            }
        };
    }

    /** Any text. */
    static FieldType text() {
        return new Text() {
            @Override
            Optional<String> check(String text) {
                return Optional.empty();
            }
        };
    }

    /** Text that a parser takes; what it throws says what is wrong. */
    static FieldType checked(Consumer<String> parser) {
        return new Text() {
            @Override
            Optional<String> check(String text) {
                try {
                    parser.accept(text);
                    return Optional.empty();
                } catch (IllegalArgumentException e) {
                    return Optional.of(e.getMessage());
                }
            }
        };
    }

    /** A condition on fields that the reader knows: as rules write it, or as an earlier text. */
    static FieldType condition(ConditionReader reader) {
        return condition(reader::read);
    }

    /** A condition, or an empty text for none. */
    static FieldType filter(ConditionReader reader) {
        return condition((JsonNode written) -> Filter.of(written, reader));
    }

    private static FieldType condition(Consumer<JsonNode> reader) {
        return new FieldType() {
            @Override
            JsonNode given(String text) {
                return YamlTree.isFlow(text) ? YamlTree.flow(text) : TextNode.valueOf(text);
            }

            @Override
            Optional<JsonNode> read(JsonNode value, String pointer, Problems problems) {
                if (!value.isTextual() && !value.isContainerNode()) {
                    problems.value(
                            pointer,
                            "%s is no condition: write what fields must be like below, such as 'http.response.status_code|gte: 500'"
                                    .formatted(shown(value)));
                    return Optional.empty();
                }
                try {
                    reader.accept(value);
                    return Optional.of(inOneForm(value));
                } catch (RefusedConditionException e) {
                    problems.refused(pointer, e);
                    return Optional.empty();
                }
            }

            @Override
            ObjectNode schema() {
                ObjectNode schema = NODES.objectNode();
                schema.putArray("type").add("object").add("array").add("string");
                return schema;
            }
        };
    }

    /** Numbers in one form, so that a document is equal to itself whether it comes from a file or from a topic. */
    static JsonNode inOneForm(JsonNode value) {
        if (value.isNumber()) {
            return !value.isIntegralNumber()
                    ? DoubleNode.valueOf(value.doubleValue())
                    : value.canConvertToLong() ? LongNode.valueOf(value.longValue()) : value;
        }
        if (value.isObject()) {
            ObjectNode object = NODES.objectNode();
            value.properties().forEach(entry -> object.set(entry.getKey(), inOneForm(entry.getValue())));
            return object;
        }
        if (value.isArray()) {
            ArrayNode array = NODES.arrayNode();
            value.forEach(item -> array.add(inOneForm(item)));
            return array;
        }
        return value;
    }

    /** One of several words, or something else than a text. */
    static FieldType choiceOr(Supplier<? extends Collection<String>> words, FieldType otherwise) {
        FieldType choice = choice(words);
        return new FieldType() {
            @Override
            JsonNode given(String text) {
                return otherwise.given(text);
            }

            @Override
            Optional<JsonNode> read(JsonNode value, String pointer, Problems problems) {
                return (value.isTextual() ? choice : otherwise).read(value, pointer, problems);
            }

            @Override
            ObjectNode schema() {
                ObjectNode schema = NODES.objectNode();
                ArrayNode either = schema.putArray("anyOf").add(choice.schema());
                either.addObject().putArray("type").add("object").add("array");
                return schema;
            }
        };
    }

    /** One of several words. */
    static FieldType choice(Supplier<? extends Collection<String>> words) {
        return new Text() {
            @Override
            Optional<String> check(String text) {
                return words.get().contains(text)
                        ? Optional.empty()
                        : Optional.of("'%s' is not known%s"
                                .formatted(Printable.of(text), Spelling.suggestion(text, words.get())));
            }

            @Override
            ObjectNode schema() {
                ObjectNode schema = super.schema();
                ArrayNode values = schema.putArray("enum");
                words.get().forEach(values::add);
                return schema;
            }
        };
    }

    /** A format of lines: its name, for some with what stands behind a colon. */
    static FieldType format() {
        return new Text() {
            @Override
            Optional<String> check(String text) {
                if (!Formats.exists(text)) {
                    return Optional.of("'%s' is not known%s"
                            .formatted(Printable.of(text), Spelling.suggestion(text, Formats.names())));
                }
                try {
                    Formats.parser(text);
                    return Optional.empty();
                } catch (IllegalArgumentException e) {
                    return Optional.of(e.getMessage());
                }
            }

            @Override
            ObjectNode schema() {
                ObjectNode schema = super.schema();
                ArrayNode either = schema.putArray("anyOf");
                ArrayNode names = either.addObject().putArray("enum");
                Formats.names().forEach(names::add);
                either.addObject().put("pattern", "^(%s):".formatted(String.join("|", Formats.namesWithArgument())));
                return schema;
            }
        };
    }

    /** A length of time, not negative. */
    static FieldType duration() {
        return new Time(Optional.empty());
    }

    /** A length of time, not negative, or a word for none. */
    static FieldType durationOr(String word) {
        return new Time(Optional.of(word));
    }

    /** A whole number within bounds, both included. */
    static FieldType wholeNumber(long least, long most) {
        return new FieldType() {
            @Override
            Optional<JsonNode> read(JsonNode value, String pointer, Problems problems) {
                if (value.isIntegralNumber()
                        && value.canConvertToLong()
                        && value.longValue() >= least
                        && value.longValue() <= most) {
                    return Optional.of(LongNode.valueOf(value.longValue()));
                }
                problems.value(
                        pointer,
                        "%s is not allowed: use a whole number from %d to %d".formatted(shown(value), least, most));
                return Optional.empty();
            }

            @Override
            ObjectNode schema() {
                return NODES.objectNode()
                        .put("type", "integer")
                        .put("minimum", least)
                        .put("maximum", most);
            }
        };
    }

    /** True or false. */
    static FieldType truth() {
        return new FieldType() {
            @Override
            Optional<JsonNode> read(JsonNode value, String pointer, Problems problems) {
                if (value.isBoolean()) {
                    return Optional.of(BooleanNode.valueOf(value.booleanValue()));
                }
                problems.value(pointer, "%s is not allowed: use true or false".formatted(shown(value)));
                return Optional.empty();
            }

            @Override
            ObjectNode schema() {
                return NODES.objectNode().put("type", "boolean");
            }
        };
    }

    /** A list of values of one type. */
    static FieldType list(FieldType type) {
        return new FieldType() {
            @Override
            JsonNode given(String text) {
                if (YamlTree.isFlow(text)) {
                    JsonNode whole = YamlTree.flow(text);
                    return whole.isArray() ? whole : NODES.arrayNode().add(whole);
                }
                ArrayNode list = NODES.arrayNode();
                for (String each : text.split(",", -1)) {
                    list.add(type.given(each.strip()));
                }
                return list;
            }

            @Override
            Optional<JsonNode> read(JsonNode value, String pointer, Problems problems) {
                if (!value.isArray()) {
                    problems.value(pointer, "%s is not a list: begin each value with '- '".formatted(shown(value)));
                    return Optional.empty();
                }
                ArrayNode list = NODES.arrayNode();
                for (int i = 0; i < value.size(); i++) {
                    type.read(value.get(i), pointer + "/" + i, problems).ifPresent(list::add);
                }
                return Optional.of(list);
            }

            @Override
            ObjectNode schema() {
                ObjectNode schema = NODES.objectNode().put("type", "array");
                schema.set("items", type.schema());
                return schema;
            }
        };
    }

    /** Entries with keys of their own. */
    static FieldType entries(List<DocumentField> fields) {
        return new FieldType() {
            @Override
            Optional<JsonNode> read(JsonNode value, String pointer, Problems problems) {
                if (!value.isObject()) {
                    problems.value(
                            pointer,
                            "%s is not allowed: write entries below, such as '%s: ...'"
                                    .formatted(shown(value), fields.get(0).name()));
                    return Optional.empty();
                }
                return Optional.of(DocumentField.readAll(fields, (ObjectNode) value, pointer, problems));
            }

            @Override
            ObjectNode schema() {
                return DocumentField.schemaOf(fields);
            }
        };
    }

    /** Entries of any keys, each with a value of one type. */
    static FieldType table(FieldType keys, FieldType values) {
        return new FieldType() {
            @Override
            JsonNode given(String text) {
                return YamlTree.isFlow(text) ? YamlTree.flow(text) : TextNode.valueOf(text);
            }

            @Override
            Optional<JsonNode> read(JsonNode value, String pointer, Problems problems) {
                if (!value.isObject()) {
                    problems.value(
                            pointer,
                            "%s is not allowed: write entries below, each with a colon".formatted(shown(value)));
                    return Optional.empty();
                }
                ObjectNode table = NODES.objectNode();
                value.properties().forEach(entry -> {
                    String at = pointer + "/" + entry.getKey();
                    keys.read(TextNode.valueOf(entry.getKey()), at, problems)
                            .flatMap(key -> values.read(entry.getValue(), at, problems))
                            .ifPresent(right -> table.set(entry.getKey(), right));
                });
                return Optional.of(table);
            }

            @Override
            ObjectNode schema() {
                ObjectNode schema = NODES.objectNode().put("type", "object");
                schema.set("propertyNames", keys.schema());
                schema.set("additionalProperties", values.schema());
                return schema;
            }
        };
    }

    private static String shown(JsonNode value) {
        return "'" + Printable.of(value.isTextual() ? value.textValue() : value.toString()) + "'";
    }

    private abstract static class Text extends FieldType {

        /** Why the text is refused, or empty. */
        abstract Optional<String> check(String text);

        @Override
        JsonNode given(String text) {
            return TextNode.valueOf(text);
        }

        @Override
        Optional<JsonNode> read(JsonNode value, String pointer, Problems problems) {
            if (!value.isTextual()) {
                problems.value(pointer, "%s is not text: if text is meant, put it in quotes".formatted(shown(value)));
                return Optional.empty();
            }
            Optional<String> refusal = check(value.textValue());
            refusal.ifPresent(message -> problems.value(pointer, message));
            return refusal.isPresent() ? Optional.empty() : Optional.of(value);
        }

        @Override
        ObjectNode schema() {
            return NODES.objectNode().put("type", "string");
        }
    }

    private static final class Time extends FieldType {
        private final Optional<String> word;

        private Time(Optional<String> word) {
            this.word = word;
        }

        @Override
        Optional<JsonNode> read(JsonNode value, String pointer, Problems problems) {
            if (word.isPresent() && word.get().equals(value.textValue())) {
                return Optional.of(value);
            }
            try {
                Duration duration = Durations.parse(value.isTextual() ? value.textValue() : value.toString());
                if (!duration.isNegative()) {
                    return Optional.of(TextNode.valueOf(Durations.format(duration)));
                }
            } catch (IllegalArgumentException e) {
                // Told below, with the place.
            }
            problems.value(
                    pointer,
                    "%s is not a length of time: write a number and a unit, such as 250ms, 5s, 10m, 1h or 30d%s"
                            .formatted(
                                    shown(value),
                                    word.map(", or '%s'"::formatted).orElse("")));
            return Optional.empty();
        }

        @Override
        ObjectNode schema() {
            String grammar = word.map(none -> none + "|").orElse("") + Durations.GRAMMAR;
            return NODES.objectNode().put("type", "string").put("pattern", "^(" + grammar + ")$");
        }
    }
}
