package io.drey.metrics.domain;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.MetricDocument;
import io.drey.configuration.MetricDocument.Function;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.metric.MetricPoint;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

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

    /** What a filter may look at that is asked once for each status. */
    private static final Set<FieldName> STATUS = Set.of(FieldName.of(Field.HTTP_RESPONSE_STATUS_CODE));

    private final MetricDocument document;
    private final AttributeType type;
    private final String key;
    private final List<Dimension> dimension;

    /** What is measured; null where events are counted. */
    private final FieldName field;

    /** What events are counted by of which nothing but the status and that is asked; null where more is. */
    private final Dimension quick;

    /** Where that is a text as it stands: the fields of which the first that an event has is it; else none. */
    private final Field[] slices;

    /** Whether it counts by what only an open field tells, which most events have none of: that is asked first, as it is quick. */
    private final boolean needsOpenField;

    private final boolean isFilteredByStatus;

    /** A field without which an event has no value to be counted by: that is asked before the filter is, as it is quick. Or null. */
    private final Field needed;

    /** A metric of a tenant's. */
    public MetricPlan(MetricDocument document) {
        this(document, AttributeType.OF_DOCUMENT);
    }

    private MetricPlan(MetricDocument document, AttributeType type) {
        this.document = requireNonNull(document, "document is null");
        this.type = requireNonNull(type, "type is null");
        this.key = type == AttributeType.OF_DOCUMENT ? document.name() + "@" + document.definition() : type.name();
        this.field = document.field().orElse(null);
        this.dimension = document.dimension().stream().map(Dimension::of).toList();
        this.needsOpenField = dimension.stream().anyMatch(Dimension::isOpen);
        this.needed = dimension.stream()
                .map(Dimension::needed)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        this.isFilteredByStatus = document.filter().looksOnlyAt(STATUS);
        this.quick =
                document.function() == Function.COUNT && dimension.size() == 1 && isFilteredByStatus && !needsOpenField
                        ? dimension.get(0)
                        : null;
        this.slices = quick == null ? new Field[0] : quick.slices().toArray(Field[]::new);
    }

    /** A metric that comes with Drey. */
    static MetricPlan builtIn(MetricDocument document) {
        return new MetricPlan(document, AttributeType.ofBuiltIn(document.name()));
    }

    /** What its counts are kept under: {@link AttributeType#OF_DOCUMENT} if that is the {@link #key}. */
    AttributeType type() {
        return type;
    }

    /** What names the metric as it is defined now, in keys of state: it ends with that definition, if it has a version. */
    public String key() {
        return key;
    }

    /** A point that the metric says: where it has a version, its definition is part of the documents' ids. */
    MetricPoint versioned(MetricPoint point) {
        return type == AttributeType.OF_DOCUMENT ? point.definedAs(document.definition()) : point;
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

    /** Whether its filter takes events of an event's status, as far as that alone decides. */
    boolean takesStatusOf(LogEvent event) {
        return !isFilteredByStatus || document.filter().takes(event);
    }

    /** Counts an event in its window, if it is one that counts, of those whose {@linkplain #takesStatusOf status} does. */
    void count(LogEvent event, Dimensions dimensions, WindowTally window) {
        if (slices.length > 0) {
            countSlice(event, window);
            return;
        }
        if (quick != null) {
            Value value = quick.value(event, dimensions);
            if (value != null) {
                counts(window).addEvent(value);
            }
            return;
        }
        if (needsOpenField && event.openCount() == 0) {
            return;
        }
        if (!hasField(event) || !(isFilteredByStatus || document.filter().takes(event))) {
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
                        .add(Value.of(event.text(field)));
            case PERCENTILES ->
                number(event).ifPresent(number -> counts(window)
                        .measured(value, 1, Quantiles.class, Quantiles::new)
                        .add(number.doubleValue()));
        }
    }

    private void countSlice(LogEvent event, WindowTally window) {
        for (Field slice : slices) {
            if (event.has(slice)) {
                counts(window).addEvent(event.bytes(), event.offsetOf(slice), event.lengthOf(slice));
                return;
            }
        }
    }

    private WindowCounts counts(WindowTally window) {
        return window.of(this);
    }

    private int distinctBound(WindowTally window) {
        return hasDimension() ? DISTINCT_EXACT : window.bound();
    }

    private boolean hasField(LogEvent event) {
        return (needed == null || event.has(needed)) && (field == null || event.has(field));
    }

    /** A sum is listed by how much it is, all else by how many events it is of. */
    private long weight(BigDecimal number) {
        return document.function() == Function.SUM
                ? number.abs().setScale(0, java.math.RoundingMode.CEILING).longValue()
                : 1;
    }

    /** The number in the event's field, if it is one: open fields hold texts. */
    private Optional<BigDecimal> number(LogEvent event) {
        if (field instanceof FieldName.Fixed fixed) {
            return Optional.of(BigDecimal.valueOf(event.number(fixed.field())));
        }
        String text = event.text(field);
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
            return dimension.get(0).value(event, dimensions);
        }
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < dimension.size(); i++) {
            Value part = dimension.get(i).value(event, dimensions);
            if (part == null) {
                return null;
            }
            joined.append(i == 0 ? "" : " ").append(part);
        }
        return Value.of(joined.toString());
    }
}
