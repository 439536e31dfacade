package io.drey.rules.shape;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Between which bounds a measured value must lie, such as {@code gte: 5} or {@code gte: 5, lt: 10}. Compared exactly, in
 * decimals.
 *
 * @param all at least one; all of them must hold
 */
public record Bounds(List<Bound> all) implements Serializable {

    /**
     * One bound.
     *
     * @param operator how to compare
     * @param operand with what
     */
    public record Bound(Operator operator, BigDecimal operand) implements Serializable {

        /** Far beyond any number that is measured; 1e999999999 would be a gigabyte when it is compared. */
        private static final int MOST_DIGITS = 400;

        public Bound {
            requireNonNull(operator, "operator is null");
            requireNonNull(operand, "operand is null");
            if (Math.abs((long) operand.scale()) > MOST_DIGITS || operand.precision() > MOST_DIGITS) {
                throw new IllegalArgumentException("the bound %s has more than %d digits: write a shorter number"
                        .formatted(operand.precision() > MOST_DIGITS ? "given" : operand.toString(), MOST_DIGITS));
            }
        }
    }

    /** How to compare a value with an operand, in Sigma's words. */
    public enum Operator {
        GT,
        GTE,
        LT,
        LTE,
        EQ,
        NEQ;

        private boolean holds(int order) {
            return switch (this) {
                case GT -> order > 0;
                case GTE -> order >= 0;
                case LT -> order < 0;
                case LTE -> order <= 0;
                case EQ -> order == 0;
                case NEQ -> order != 0;
            };
        }
    }

    public Bounds {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no bound is given: name one, such as gte: 5");
        }
    }

    /** A single bound. */
    public static Bounds of(Operator operator, long operand) {
        return new Bounds(List.of(new Bound(operator, BigDecimal.valueOf(operand))));
    }

    /** At least so many. */
    public static Bounds atLeast(long operand) {
        return of(Operator.GTE, operand);
    }

    /** These bounds and one more. */
    public Bounds and(Operator operator, long operand) {
        List<Bound> more = new ArrayList<>(all);
        more.add(new Bound(operator, BigDecimal.valueOf(operand)));
        return new Bounds(more);
    }

    /** Whether a value lies within. */
    public boolean holds(BigDecimal value) {
        return holdsForMean(value, 1);
    }

    /** Whether a count lies within. */
    public boolean holds(long count) {
        return holds(BigDecimal.valueOf(count));
    }

    /** Whether the mean of so many values lies within, without dividing. */
    boolean holdsForMean(BigDecimal sum, int count) {
        for (Bound bound : all) {
            BigDecimal operand = count == 1 ? bound.operand() : bound.operand().multiply(BigDecimal.valueOf(count));
            if (!bound.operator().holds(sum.compareTo(operand))) {
                return false;
            }
        }
        return true;
    }

    /** Whether what holds for a value holds for all greater ones. */
    boolean areOpenAbove() {
        return all.stream().allMatch(bound -> bound.operator() == Operator.GT || bound.operator() == Operator.GTE);
    }

    /** The least count for which they hold, where they are open above. At least 1. */
    int leastCount() {
        BigDecimal least = BigDecimal.ONE;
        for (Bound bound : all) {
            BigDecimal operand = bound.operand();
            least = least.max(
                    bound.operator() == Operator.GT
                            ? operand.setScale(0, RoundingMode.FLOOR).add(BigDecimal.ONE)
                            : operand.setScale(0, RoundingMode.CEILING));
        }
        try {
            return least.intValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a count of %s cannot be kept: lower the bound".formatted(least), e);
        }
    }
}
