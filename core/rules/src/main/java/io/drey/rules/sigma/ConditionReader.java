package io.drey.rules.sigma;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.event.FieldName;
import io.drey.rules.RuleProblem;
import io.drey.rules.condition.Condition;
import io.drey.rules.sigma.RefusedConditionException.Fault;
import io.drey.rules.sigma.RefusedConditionException.Part;
import io.drey.rules.sigma.YamlValue.Entry;
import io.drey.rules.sigma.YamlValue.Listing;
import io.drey.rules.sigma.YamlValue.Mapping;
import io.drey.rules.sigma.YamlValue.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads conditions that stand in other documents than rules, such as the filter of a target. They are written as in rules: a
 * selection, or several and a {@code condition} that joins them.
 *
 * <pre>{@code
 * {"http.response.status_code|gte": 500}
 * {"api": {"url.path|startswith": "/api/"}, "probe": {"user_agent.original|contains": "probe"}, "condition": "api and not probe"}
 * }</pre>
 *
 * <p>A text is the earlier spelling of the same, {@code http.response.status_code >= 500}: see {@link FilterText}.
 */
public final class ConditionReader {

    /** Reads conditions on events. */
    public static final ConditionReader OF_EVENTS = new ConditionReader(FieldName::parse);

    private static final int DEEPEST = 30;

    private final Function<String, FieldName> names;

    /**
     * A reader of conditions on fields of that name.
     *
     * @param names gives the field that is written so; throws {@link IllegalArgumentException} if there is none
     */
    public ConditionReader(Function<String, FieldName> names) {
        this.names = requireNonNull(names, "names is null");
    }

    /**
     * Reads a condition.
     *
     * @throws RefusedConditionException if it cannot be followed, with all that is wrong
     */
    public Condition read(JsonNode written) {
        if (written.isTextual()) {
            return ofText(written.textValue());
        }
        Places places = new Places();
        Problems problems = new Problems("");
        Detection detection = new Detection(naming(), Placeholders.NONE, problems);
        Optional<Condition> condition = problems.attempt(() -> places.value(written, "", 0))
                .flatMap(value -> value instanceof Mapping map && map.has("condition")
                        ? detection.read(map, Set.of())
                        : problems.attempt(() -> detection.selection(value, value.at())));
        if (condition.isEmpty() || problems.areRefusals()) {
            throw new RefusedConditionException(problems.found().stream()
                    .filter(RuleProblem::isRefusal)
                    .map(places::fault)
                    .toList());
        }
        return condition.get();
    }

    private Condition ofText(String text) {
        try {
            if (text.isBlank()) {
                throw new IllegalArgumentException(
                        "an empty condition would hold for everything: write what fields must be like, such as {url.path: /health}");
            }
            return new FilterText(text, names).read();
        } catch (IllegalArgumentException e) {
            throw new RefusedConditionException(List.of(new Fault("", Part.VALUE, e.getMessage())));
        }
    }

    private FieldNaming naming() {
        return new FieldNaming() {
            @Override
            public FieldName field(String written, At at) {
                try {
                    return names.apply(written);
                } catch (IllegalArgumentException e) {
                    throw RefusedException.of(at, e);
                }
            }

            @Override
            public Optional<String> similar(String written) {
                return Optional.empty();
            }
        };
    }

    /** JSON as the values of rules. Their places are numbers: each key and value of a document has one. */
    private static final class Places {

        private final List<Fault> parts = new ArrayList<>();

        private At place(String pointer, Part part) {
            parts.add(new Fault(pointer, part, ""));
            return new At(parts.size() - 1, 1);
        }

        Fault fault(RuleProblem problem) {
            Fault place = parts.get(problem.line());
            return new Fault(place.pointer(), place.part(), problem.reason() + ": " + problem.remedy());
        }

        YamlValue value(JsonNode json, String pointer, int depth) {
            At at = place(pointer, Part.VALUE);
            if (depth > DEEPEST) {
                throw new RefusedException(at, "a condition with more than %d levels".formatted(DEEPEST), "use fewer");
            }
            if (json.isObject()) {
                List<Entry> entries = new ArrayList<>();
                json.properties().forEach(entry -> {
                    String below = pointer + "/" + entry.getKey();
                    entries.add(new Entry(
                            entry.getKey(), place(below, Part.KEY), value(entry.getValue(), below, depth + 1)));
                });
                return new Mapping(entries, at);
            }
            if (json.isArray()) {
                List<YamlValue> items = new ArrayList<>();
                for (int i = 0; i < json.size(); i++) {
                    items.add(value(json.get(i), pointer + "/" + i, depth + 1));
                }
                return new Listing(items, at);
            }
            return new Scalar(text(json), type(json), at);
        }

        private static String text(JsonNode json) {
            return json.isNumber() ? json.decimalValue().toPlainString() : json.asText();
        }

        private static Scalar.Type type(JsonNode json) {
            if (json.isNull()) {
                return Scalar.Type.NULL;
            }
            if (json.isBoolean()) {
                return Scalar.Type.BOOLEAN;
            }
            if (json.isNumber()) {
                return json.isIntegralNumber() ? Scalar.Type.WHOLE_NUMBER : Scalar.Type.NUMBER;
            }
            return Scalar.Type.TEXT;
        }
    }
}
