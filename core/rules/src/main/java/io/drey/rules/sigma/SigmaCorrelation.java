package io.drey.rules.sigma;

import static java.util.Objects.requireNonNull;

import io.drey.event.FieldName;
import io.drey.rules.condition.Comparison;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A rule about several matches of other rules, within a sliding time and with the same values of the group's fields.
 *
 * @param type what is looked at
 * @param rules the ids of the rules whose matches count, in the order of the document; each is a rule or a correlation of
 *     the same {@link SigmaRules}
 * @param groupBy whose values must be the same, none for one group of all
 * @param timespan how long, more than nothing
 * @param bounds what must be true of the count or the number, all of them; for the temporal types, of the number of
 *     different rules that matched, and empty where all must
 * @param values for the value types, the fields whose values are looked at: several are looked at as one tuple
 * @param percentile for {@link Type#VALUE_PERCENTILE}, which one of 0 to 100; where it is absent, the bounds are about the
 *     share, in percent, that a value has of all of its group
 * @param depth 1 where all of its rules are about single events, else one more than the deepest of them; 3 at most
 */
public record SigmaCorrelation(
        SigmaHeader header,
        Type type,
        List<String> rules,
        List<SharedField> groupBy,
        Duration timespan,
        List<Bound> bounds,
        List<SharedField> values,
        Optional<BigDecimal> percentile,
        Output output,
        int depth,
        Place place)
        implements SigmaDocument {

    /** How deep correlations may stand in each other. */
    public static final int DEEPEST = 3;

    public SigmaCorrelation {
        requireNonNull(header, "header is null");
        requireNonNull(type, "type is null");
        rules = List.copyOf(rules);
        groupBy = List.copyOf(groupBy);
        requireNonNull(timespan, "timespan is null");
        bounds = List.copyOf(bounds);
        values = List.copyOf(values);
        requireNonNull(percentile, "percentile is null");
        requireNonNull(output, "output is null");
        requireNonNull(place, "place is null");
    }

    /** What is looked at. */
    public enum Type {
        /** How many matches there are. */
        EVENT_COUNT,
        /** How many different values, or tuples of them, the fields have. */
        VALUE_COUNT,
        /** Whether all rules match, in any order. */
        TEMPORAL,
        /** Whether all rules match, in their order. */
        TEMPORAL_ORDERED,
        /** The sum of the field's numbers. */
        VALUE_SUM,
        /** The mean of the field's numbers. */
        VALUE_AVG,
        /** A percentile of the field's numbers, or the share of its values. */
        VALUE_PERCENTILE;

        /** Whether it looks at fields' values. */
        public boolean isAboutValues() {
            return switch (this) {
                case VALUE_COUNT, VALUE_SUM, VALUE_AVG, VALUE_PERCENTILE -> true;
                case EVENT_COUNT, TEMPORAL, TEMPORAL_ORDERED -> false;
            };
        }

        /** As documents write it: {@code event_count}. */
        public String written() {
            return SigmaWords.written(this);
        }
    }

    /** Whether the rules whose matches count give alerts of their own. */
    public enum Output {
        /** They do not, unless something else says that they do. */
        CORRELATION_ONLY,
        /** They do: {@code generate: true}. */
        RULES_TOO
    }

    /** The number that is looked at compares so to a value. */
    public record Bound(Comparison comparison, BigDecimal value) {

        public Bound {
            requireNonNull(comparison, "comparison is null");
            requireNonNull(value, "value is null");
        }
    }

    /**
     * A field of several rules' events, which may have another name in each.
     *
     * @param name as the document writes it: a field or an alias
     * @param fields the field by the id of each rule about single events that the correlation rests on
     */
    public record SharedField(String name, Map<String, FieldName> fields) {

        public SharedField {
            requireNonNull(name, "name is null");
            fields = Map.copyOf(fields);
        }
    }
}
