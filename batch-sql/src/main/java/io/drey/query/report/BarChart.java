package io.drey.query.report;

import io.drey.query.rows.Cell;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sums a value for each label and draws the longest bars as SVG. */
public final class BarChart {

    private static final int BARS = 15;
    private static final int ROW = 24;
    private static final int WIDTH = 960;
    private static final int LABEL_WIDTH = 300;
    private static final int VALUE_WIDTH = 110;
    private static final int LONGEST_LABEL = 40;

    private final Map<String, BigDecimal> sums = new HashMap<>();

    /** Adds a value to a label's; null counts as zero. */
    public void add(Object label, Object value) {
        String name = label == null ? "(none)" : Cell.text(label);
        sums.merge(name, value == null ? BigDecimal.ZERO : new BigDecimal(value.toString()), BigDecimal::add);
    }

    /** Whether there is nothing to draw. */
    public boolean isEmpty() {
        return sums.isEmpty();
    }

    /** How many labels are not drawn. */
    public int leftOut() {
        return Math.max(0, sums.size() - BARS);
    }

    /** The chart; ties are in the order of their labels, so that the same sums give the same bytes. */
    public String svg(String title) {
        List<Map.Entry<String, BigDecimal>> bars = sums.entrySet().stream()
                .sorted(Map.Entry.<String, BigDecimal>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(BARS)
                .toList();
        BigDecimal longest = bars.get(0).getValue().max(BigDecimal.ONE);
        StringBuilder svg = new StringBuilder();
        svg.append("<svg role=\"img\" viewBox=\"0 0 %d %d\" xmlns=\"http://www.w3.org/2000/svg\"><title>%s</title>%n"
                .formatted(WIDTH, bars.size() * ROW, Html.escape(title)));
        int y = 0;
        for (Map.Entry<String, BigDecimal> bar : bars) {
            double share = bar.getValue().doubleValue() / longest.doubleValue();
            long length = Math.max(1, Math.round(share * (WIDTH - LABEL_WIDTH - VALUE_WIDTH)));
            svg.append("<text class=\"label\" x=\"%d\" y=\"%d\">%s</text>"
                    .formatted(LABEL_WIDTH - 8, y + 16, Html.escape(shortened(bar.getKey(), LONGEST_LABEL))));
            svg.append("<rect class=\"bar\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
                    .formatted(LABEL_WIDTH, y + 3, length, ROW - 6));
            svg.append("<text class=\"value\" x=\"%d\" y=\"%d\">%s</text>%n"
                    .formatted(LABEL_WIDTH + length + 6, y + 16, bar.getValue().toPlainString()));
            y += ROW;
        }
        return svg.append("</svg>").toString();
    }

    /** A label that is cut where it is longer than so many characters. */
    static String shortened(String label, int longest) {
        int length = label.codePointCount(0, label.length());
        return length <= longest ? label : label.substring(0, label.offsetByCodePoints(0, longest - 1)) + "…";
    }
}
