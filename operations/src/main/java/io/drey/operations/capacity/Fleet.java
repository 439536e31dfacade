package io.drey.operations.capacity;

/**
 * Whose lines are paid for.
 *
 * @param hosts how many write lines
 * @param linesPerSecond of each host, on average
 * @param bytesPerLine as written
 * @param months how long lines are kept
 */
public record Fleet(double hosts, double linesPerSecond, double bytesPerLine, double months) {

    private static final double SECONDS_A_DAY = 86_400;
    private static final double GIB = 1L << 30;

    public Fleet {
        require(hosts >= 1, "--hosts", hosts, "at least 1");
        require(linesPerSecond > 0, "--tps", linesPerSecond, "above 0");
        require(bytesPerLine >= 1, "--bytes", bytesPerLine, "at least 1");
        require(months > 0, "--months", months, "above 0");
    }

    /** GiB of lines in a day. */
    double gibADay() {
        return hosts * linesPerSecond * bytesPerLine * SECONDS_A_DAY / GIB;
    }

    /** Values of metrics in a second. */
    double valuesPerSecond(PriceTable.Metrics metrics) {
        return hosts * metrics.seriesAHost() / metrics.everySeconds();
    }

    /** GiB of metrics in a day. */
    double gibOfMetricsADay(PriceTable.Metrics metrics) {
        return valuesPerSecond(metrics) * metrics.bytes() * SECONDS_A_DAY / GIB;
    }

    private static void require(boolean holds, String option, double value, String what) {
        if (!holds || value == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("%s is %s: it is %s".formatted(option, value, what));
        }
    }
}
