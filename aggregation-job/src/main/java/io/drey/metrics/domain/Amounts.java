package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigDecimal;

/** The sum, the least and the greatest of numbers: exact, in whatever order they come. */
final class Amounts implements Measure {

    private long events;
    private BigDecimal sum = BigDecimal.ZERO;
    private BigDecimal least;
    private BigDecimal greatest;

    void add(BigDecimal number) {
        take(1, number, number, number);
    }

    BigDecimal sum() {
        return sum;
    }

    BigDecimal least() {
        return least;
    }

    BigDecimal greatest() {
        return greatest;
    }

    double average() {
        return sum.doubleValue() / events;
    }

    @Override
    public long events() {
        return events;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public void merge(Measure other) {
        Amounts that = (Amounts) other;
        if (that.events > 0) {
            take(that.events, that.sum, that.least, that.greatest);
        }
    }

    @Override
    public Measure copy() {
        Amounts copy = new Amounts();
        copy.merge(this);
        return copy;
    }

    @Override
    public void write(Output output) {
        output.writeLong(events);
        for (BigDecimal number : new BigDecimal[] {sum, least, greatest}) {
            output.writeBytes(number.toString().getBytes(US_ASCII));
        }
    }

    static Amounts read(Input input) {
        Amounts amounts = new Amounts();
        amounts.events = input.readLong();
        amounts.sum = number(input);
        amounts.least = number(input);
        amounts.greatest = number(input);
        return amounts;
    }

    private static BigDecimal number(Input input) {
        return new BigDecimal(new String(input.readBytes(), US_ASCII));
    }

    private void take(long more, BigDecimal ofAll, BigDecimal low, BigDecimal high) {
        sum = sum.add(ofAll);
        least = events == 0 || low.compareTo(least) < 0 ? low : least;
        greatest = events == 0 || high.compareTo(greatest) > 0 ? high : greatest;
        events += more;
    }
}
