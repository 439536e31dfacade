package io.drey.cli.status;

import java.util.List;
import java.util.OptionalDouble;

/** A chart of one line: a character for each value, as high as the value is beside the highest. */
final class Sparkline {

    private static final String HEIGHTS = "▁▂▃▄▅▆▇█";
    private static final char ZERO = '·';
    private static final char UNKNOWN = ' ';

    private Sparkline() {}

    /** The chart of values of 0 or more: a dot for 0, a blank for what is not known. */
    static String of(List<OptionalDouble> values) {
        double highest =
                values.stream().mapToDouble(value -> value.orElse(0)).max().orElse(0);
        StringBuilder line = new StringBuilder(values.size());
        for (OptionalDouble value : values) {
            line.append(value.isEmpty() ? UNKNOWN : character(value.getAsDouble(), highest));
        }
        return line.toString();
    }

    private static char character(double value, double highest) {
        if (value <= 0) {
            return ZERO;
        }
        int height = (int) Math.ceil(value / highest * HEIGHTS.length());
        return HEIGHTS.charAt(Math.min(Math.max(height, 1), HEIGHTS.length()) - 1);
    }
}
