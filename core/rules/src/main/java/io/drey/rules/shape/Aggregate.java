package io.drey.rules.shape;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Arrays;

/**
 * A sum, mean or percentile of a number within a time: Sigma's {@code value_sum}, {@code value_avg} and
 * {@code value_percentile}.
 *
 * <p>It measures slot 0 of the occurrences that meet any condition and have a number there. Sums and means are exact, in
 * decimals; a percentile is the nearest rank: the least value that at least so many percent of the values do not exceed.
 *
 * <p>Means and percentiles are judged with each event over {@code (t - timespan, t]}: a match where the bounds begin to
 * hold, and no further one before they have not held, be it because older events have left the window. Sums are judged
 * as counts are, see {@link Threshold}. The match holds all events of the window.
 *
 * <p>State: references and numbers of all events of the window. Over the limit the oldest are dropped, and what is left
 * is measured.
 *
 * @param function what is measured
 * @param percentile which one, 1 to 100; 0 for the others
 * @param bounds of what is measured
 * @param timespanMillis the length of the window
 */
public record Aggregate(Function function, int percentile, Bounds bounds, long timespanMillis) implements Shape {

    /** What is measured. */
    public enum Function {
        SUM,
        MEAN,
        PERCENTILE
    }

    public Aggregate {
        requireNonNull(function, "function is null");
        requireNonNull(bounds, "bounds is null");
        Timespan.check(timespanMillis, "timespan");
        if (function == Function.PERCENTILE ? percentile < 1 || percentile > 100 : percentile != 0) {
            throw new IllegalArgumentException(
                    "percentile %d of %s: give 1 to 100 for a percentile, else 0".formatted(percentile, function));
        }
    }

    public static Aggregate sum(Bounds bounds, long timespanMillis) {
        return new Aggregate(Function.SUM, 0, bounds, timespanMillis);
    }

    public static Aggregate mean(Bounds bounds, long timespanMillis) {
        return new Aggregate(Function.MEAN, 0, bounds, timespanMillis);
    }

    public static Aggregate percentile(int percentile, Bounds bounds, long timespanMillis) {
        return new Aggregate(Function.PERCENTILE, percentile, bounds, timespanMillis);
    }

    @Override
    public long memoryMillis() {
        return timespanMillis;
    }

    @Override
    public long beginning() {
        return ANY_CONDITION;
    }

    @Override
    public State newState(int entryLimit) {
        Window.Judged judged = function == Function.SUM ? Window.Judged.ofGrowing(bounds) : Window.Judged.AT_EVENTS;
        Measure measure = function == Function.PERCENTILE ? new Percentile(percentile) : new Sum(function);
        return new Window(bounds, measure, timespanMillis, judged, Integer.MAX_VALUE, entryLimit);
    }

    /** Measures numbers, whose bits are the events' tags. */
    private abstract static class OfNumbers implements Measure {

        @Override
        public final boolean takes(Occurrence occurrence) {
            return occurrence.conditions() != 0 && occurrence.value(0).isNumber();
        }

        @Override
        public final long add(Occurrence occurrence) {
            double number = occurrence.value(0).number();
            add(number);
            return Double.doubleToLongBits(number);
        }

        @Override
        public final void addAgain(long tag) {
            add(Double.longBitsToDouble(tag));
        }

        @Override
        public final void remove(long tag) {
            remove(Double.longBitsToDouble(tag));
        }

        @Override
        public final Match match(EventLog window, long atMillis) {
            return Measure.ofAll(window, atMillis, value());
        }

        abstract void add(double number);

        abstract void remove(double number);

        abstract double value();
    }

    private static final class Sum extends OfNumbers {

        private final Function function;
        private BigDecimal sum = BigDecimal.ZERO;
        private int count;

        private Sum(Function function) {
            this.function = function;
        }

        @Override
        void add(double number) {
            sum = sum.add(BigDecimal.valueOf(number));
            count++;
        }

        @Override
        void remove(double number) {
            count--;
            sum = count == 0 ? BigDecimal.ZERO : sum.subtract(BigDecimal.valueOf(number));
        }

        @Override
        public boolean holds(Bounds bounds) {
            return function == Function.SUM ? bounds.holds(sum) : bounds.holdsForMean(sum, count);
        }

        @Override
        double value() {
            return function == Function.SUM ? sum.doubleValue() : sum.doubleValue() / count;
        }
    }

    private static final class Percentile extends OfNumbers {

        private final int percentile;
        private double[] sorted = new double[4];
        private int count;

        private Percentile(int percentile) {
            this.percentile = percentile;
        }

        @Override
        void add(double number) {
            int found = Arrays.binarySearch(sorted, 0, count, number);
            int at = found < 0 ? -found - 1 : found;
            if (count == sorted.length) {
                sorted = Arrays.copyOf(sorted, count * 2);
            }
            System.arraycopy(sorted, at, sorted, at + 1, count - at);
            sorted[at] = number;
            count++;
        }

        @Override
        void remove(double number) {
            int at = Arrays.binarySearch(sorted, 0, count, number);
            System.arraycopy(sorted, at + 1, sorted, at, count - at - 1);
            count--;
        }

        @Override
        public boolean holds(Bounds bounds) {
            return bounds.holds(BigDecimal.valueOf(value()));
        }

        @Override
        double value() {
            long rank = ((long) percentile * count + 99) / 100;
            return sorted[(int) rank - 1];
        }
    }
}
