package io.drey.configuration;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.event.Alert;
import io.drey.event.FieldName;
import io.drey.event.Printable;
import io.drey.rules.condition.Condition;
import io.drey.rules.sigma.ConditionReader;
import io.drey.rules.sigma.RefusedConditionException;

/**
 * What alerts must be like when they are raised, written as in rules.
 *
 * @param written as the document has it
 * @param condition what that means
 */
public record AlertCondition(JsonNode written, Condition condition) {

    private static final ConditionReader READER = new ConditionReader(AlertCondition::field);

    static final FieldType TYPE = FieldType.condition(READER);

    public AlertCondition {
        requireNonNull(written, "written is null");
        requireNonNull(condition, "condition is null");
    }

    /**
     * Reads what stands on a command line: {@code {source.ip|cidr: 10.0.0.0/8}}, or the earlier spelling.
     *
     * @throws RefusedConditionException if it cannot be followed
     */
    public static AlertCondition parse(String text) {
        return of(FieldType.inOneForm(TYPE.given(text.strip())));
    }

    static AlertCondition of(JsonNode written) {
        return new AlertCondition(written, READER.read(written));
    }

    boolean holds(Alert alert) {
        return condition.holds(new RaisedAlert(alert));
    }

    /** In one line, as {@link #parse} reads it. */
    @Override
    public String toString() {
        return written.isTextual() ? written.textValue() : written.toString();
    }

    private static FieldName field(String name) {
        if (Alert.STANDING_FIELDS.contains(name)) {
            throw new IllegalArgumentException(
                    "'%s' says what people did with an alert: ask what it says when it is raised, such as alert.severity"
                            .formatted(Printable.of(name)));
        }
        return TargetDocument.alertField(name);
    }
}
