package io.drey.rules.run;

import io.drey.rules.condition.Comparison;
import io.drey.rules.shape.Aggregate;
import io.drey.rules.shape.AnyOrder;
import io.drey.rules.shape.Bounds;
import io.drey.rules.shape.Distinct;
import io.drey.rules.shape.Sequence;
import io.drey.rules.shape.Sequence.Step;
import io.drey.rules.shape.Shape;
import io.drey.rules.shape.Threshold;
import io.drey.rules.sigma.SigmaCorrelation;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;

/** Which shape a correlation has. Condition {@code i} of the shape is the correlation's rule {@code i}. */
public final class CorrelationShapes {

    /** What stands between what is wrong and its remedy, the first time that it stands in a message. */
    static final String REMEDY = ": ";

    private CorrelationShapes() {}

    /**
     * The shape of a correlation.
     *
     * @throws IllegalArgumentException if none has its meaning, with what to write instead
     */
    public static Shape of(SigmaCorrelation correlation) {
        long timespan = correlation.timespan().toMillis();
        return switch (correlation.type()) {
            case EVENT_COUNT -> new Threshold(bounds(correlation), timespan);
            case VALUE_COUNT -> new Distinct(correlation.values().size(), bounds(correlation), timespan);
            case TEMPORAL_ORDERED ->
                new Sequence(steps(correlation), timespan - 1, Sequence.NO_UNTIL, Sequence.Taking.LATEST);
            case TEMPORAL -> new AnyOrder(parts(correlation), timespan, AnyOrder.Again.ON_CROSSING);
            case VALUE_SUM -> Aggregate.sum(bounds(correlation), timespan);
            case VALUE_AVG -> Aggregate.mean(bounds(correlation), timespan);
            case VALUE_PERCENTILE ->
                new Aggregate(Aggregate.Function.PERCENTILE, percentile(correlation), bounds(correlation), timespan);
        };
    }

    private static List<Step> steps(SigmaCorrelation correlation) {
        requireAll(correlation);
        return IntStream.range(0, correlation.rules().size())
                .mapToObj(rule -> new Step(rule, 1))
                .toList();
    }

    private static List<AnyOrder.Part> parts(SigmaCorrelation correlation) {
        requireAll(correlation);
        return IntStream.range(0, correlation.rules().size())
                .mapToObj(rule -> new AnyOrder.Part(rule, 1))
                .toList();
    }

    private static void requireAll(SigmaCorrelation correlation) {
        if (!correlation.bounds().isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' with bounds on the number of rules that match: leave 'condition' out, so that all must"
                            .formatted(correlation.type().written()));
        }
    }

    private static int percentile(SigmaCorrelation correlation) {
        BigDecimal percentile = correlation
                .percentile()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'value_percentile' without 'percentile' asks for a value's share, which is not known here:"
                                + " name a percentile of 1 to 100"));
        try {
            return percentile.intValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "the percentile %s is none of those that are known here: write a whole number of 1 to 100"
                            .formatted(percentile.toPlainString()),
                    e);
        }
    }

    private static Bounds bounds(SigmaCorrelation correlation) {
        return new Bounds(correlation.bounds().stream()
                .map(bound -> new Bounds.Bound(operator(bound.comparison()), bound.value()))
                .toList());
    }

    private static Bounds.Operator operator(Comparison comparison) {
        return switch (comparison) {
            case EQUAL -> Bounds.Operator.EQ;
            case NOT_EQUAL -> Bounds.Operator.NEQ;
            case LESS -> Bounds.Operator.LT;
            case AT_MOST -> Bounds.Operator.LTE;
            case MORE -> Bounds.Operator.GT;
            case AT_LEAST -> Bounds.Operator.GTE;
        };
    }
}
