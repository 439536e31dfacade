package io.drey.metrics.domain;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.MetricDocument;
import io.drey.configuration.MetricDocument.Function;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a metric that somebody wrote as a document is counted, and told.
 *
 * <p>All that is measured is measured by value of the dimension; where there is none, all events have {@link Value#NONE} in
 * common.
 */
public final class MetricPlan {

    /** How many values of a dimension are kept of which something large is measured. */
    static final int SKETCHES = 1024;

    /** Up to how many different values of a field are counted exactly for each value of a dimension. */
    static final int DISTINCT_EXACT = 128;

    private static final int LONGEST_NUMBER = 40;
    private static final int MOST_DIGITS = 19;

    private final MetricDocument document;
    private final String key;
    private final List<FieldName> dimension = new ArrayList<>();

    /** Whether it counts by what only an open field tells, which most events have none of: that is asked first, as it is quick. */
    private final boolean needsOpenField;

    public MetricPlan(MetricDocument document) {
        this.document = requireNonNull(document, "document is null");
        this.key = document.name() + "@" + document.definition();
        document.dimension()
                .forEach(name -> dimension.add(MetricDocument.DERIVED.contains(name) ? null : FieldName.parse(name)));
        this.needsOpenField = document.dimension().contains(MetricDocument.PLACE)
                || dimension.stream().anyMatch(FieldName.Open.class::isInstance);
    }

    /** What names the metric as it is defined now, in keys of state: it ends with that definition. */
    public String key() {
        return key;
    }

    /** What names the metric as it is defined now, in documents' ids. */
    public String definition() {
        return document.definition();
    }

    /** The {@code attribute_type} in documents. */
    public String name() {
        return document.name();
    }

    /** Whether windows of that length are told. */
    public boolean tells(int windowSeconds) {
        return document.tells(windowSeconds);
    }

    /** Whether there is a list of values. */
    boolean hasDimension() {
        return !dimension.isEmpty();
    }

    int top() {
        return document.top();
    }

    Function function() {
        return document.function();
    }

    List<Integer> percentiles() {
        return document.percentiles();
    }

    /** How many values of the dimension are counted exactly, of so many as may be. */
    public int bound(int exactValues) {
        return switch (document.function()) {
            case COUNT, SUM, MIN, MAX, AVG -> exactValues;
            case DISTINCT, PERCENTILES -> Math.min(exactValues, SKETCHES);
        };
    }

    /** Counts an event in its window, if it is one that counts. */
    void count(LogEvent event, Dimensions dimensions, WindowTally window) {
        if (needsOpenField && event.openCount() == 0) {
            return;
        }
        if (!hasField(event) || !document.filter().takes(event)) {
            return;
        }
        Value value = value(event, dimensions);
        if (value == null) {
            return;
        }
        switch (document.function()) {
            case COUNT -> counts(window).addEvent(value);
            case SUM, MIN, MAX, AVG ->
                number(event).ifPresent(number -> counts(window)
                        .measured(value, weight(number), Amounts.class, Amounts::new)
                        .add(number));
            case DISTINCT ->
                counts(window)
                        .measured(value, 1, DistinctValues.class, () -> new DistinctValues(distinctBound(window)))
                        .add(Value.of(event.text(field())));
            case PERCENTILES ->
                number(event).ifPresent(number -> counts(window)
                        .measured(value, 1, Quantiles.class, Quantiles::new)
                        .add(number.doubleValue()));
        }
    }

    private WindowCounts counts(WindowTally window) {
        return window.of(this);
    }

    private int distinctBound(WindowTally window) {
        return hasDimension() ? DISTINCT_EXACT : window.bound();
    }

    private FieldName field() {
        return document.field().orElseThrow();
    }

    private boolean hasField(LogEvent event) {
        return document.field().isEmpty() || event.has(field());
    }

    /** A sum is listed by how much it is, all else by how many events it is of. */
    private long weight(BigDecimal number) {
        return document.function() == Function.SUM
                ? number.abs().setScale(0, java.math.RoundingMode.CEILING).longValue()
                : 1;
    }

    /** The number in the event's field, if it is one: open fields hold texts. */
    private Optional<BigDecimal> number(LogEvent event) {
        if (field() instanceof FieldName.Fixed fixed) {
            return Optional.of(BigDecimal.valueOf(event.number(fixed.field())));
        }
        String text = event.text(field());
        if (text.length() > LONGEST_NUMBER) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(text);
            boolean isOfSize =
                    Math.abs(number.scale()) <= MOST_DIGITS && number.precision() - number.scale() < MOST_DIGITS;
            return isOfSize ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The event's value of the dimension; null if it has none. */
    private Value value(LogEvent event, Dimensions dimensions) {
        if (dimension.isEmpty()) {
            return Value.NONE;
        }
        if (dimension.size() == 1) {
            return value(event, 0, dimensions);
        }
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < dimension.size(); i++) {
            Value part = value(event, i, dimensions);
            if (part == null) {
                return null;
            }
            joined.append(i == 0 ? "" : " ").append(part);
        }
        return Value.of(joined.toString());
    }

    private Value value(LogEvent event, int index, Dimensions dimensions) {
        FieldName name = dimension.get(index);
        if (name != null) {
            String text = event.text(name);
            return text == null ? null : Value.of(text);
        }
        String derived = document.dimension().get(index);
        if (derived.equals(MetricDocument.PLACE)) {
            return dimensions.place(event);
        }
        if (!event.has(Field.HTTP_RESPONSE_STATUS_CODE)) {
            return null;
        }
        return switch (derived) {
            case MetricDocument.STATUS_CLASS -> dimensions.statusClass(event);
            case MetricDocument.USER_AGENT_NAME -> dimensions.userAgent(event);
            default -> dimensions.page(event);
        };
    }
}
