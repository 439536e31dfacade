package io.drey.query.report;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Draws numbers along the time as SVG: bars that stand on each other, or lines beside each other.
 *
 * <pre>{@code
 * TimeChart chart = new TimeChart(Kind.BARS, from, Duration.ofMinutes(1), 60);
 * chart.add("404", 12, 30);
 * String svg = chart.svg("Answers 4xx over time");
 * }</pre>
 */
public final class TimeChart {

    /** How numbers of a time stand together. */
    public enum Kind {
        BARS,
        LINES
    }

    /** Colours of series that have none of their own. */
    private static final List<String> PALETTE =
            List.of("#2f6f9f", "#54b399", "#d36086", "#9170b8", "#ca8eae", "#d6a84b", "#b9a888", "#aa6556");

    private static final int WIDTH = 960;
    private static final int LEFT = 90;
    private static final int PLOT = 140;
    private static final int LEGEND_ROW = 20;
    private static final int LEGEND_SLOT = 145;
    private static final int LEGEND_SLOTS = 6;
    private static final int LONGEST_NAME = 18;
    private static final int TIMES = 24;
    private static final int TIME_LABELS = 4;

    private final Kind kind;
    private final Instant from;
    private final Duration step;
    private final int steps;
    private final UnaryOperator<String> colours;
    private final Map<String, double[]> series = new LinkedHashMap<>();

    /**
     * An empty chart.
     *
     * @param from when the first step begins
     * @param step how long each is
     * @param steps how many there are
     */
    public TimeChart(Kind kind, Instant from, Duration step, int steps) {
        this(kind, from, step, steps, name -> null);
    }

    /**
     * An empty chart.
     *
     * @param colours a colour, as CSS has it, of a series by its name; null for one of the chart's
     */
    public TimeChart(Kind kind, Instant from, Duration step, int steps, UnaryOperator<String> colours) {
        this.kind = requireNonNull(kind, "kind is null");
        this.from = requireNonNull(from, "from is null");
        this.step = requireNonNull(step, "step is null");
        this.steps = steps;
        this.colours = requireNonNull(colours, "colours is null");
        if (steps < 1) {
            throw new IllegalArgumentException("%d steps: give 1 or more".formatted(steps));
        }
    }

    /** Adds a number, 0 or more, to a step of a series; series are drawn in the order in which they came. */
    public void add(String name, int at, double value) {
        if (at < 0 || at >= steps) {
            throw new IllegalArgumentException("step %d of %d: count from 0".formatted(at, steps));
        }
        series.computeIfAbsent(name, unseen -> new double[steps])[at] += value;
    }

    /** Whether there is nothing to draw. */
    public boolean isEmpty() {
        return highest() <= 0;
    }

    private double highest() {
        double highest = 0;
        for (int at = 0; at < steps; at++) {
            double sum = 0;
            for (double[] values : series.values()) {
                sum = kind == Kind.BARS ? sum + values[at] : Math.max(sum, values[at]);
            }
            highest = Math.max(highest, sum);
        }
        return highest;
    }

    /** The chart; the same numbers give the same bytes. */
    public String svg(String title) {
        int legend = (series.size() + LEGEND_SLOTS - 1) / LEGEND_SLOTS * LEGEND_ROW;
        int top = legend + 8;
        double highest = isEmpty() ? 1 : highest();
        StringBuilder svg = new StringBuilder();
        svg.append("<svg role=\"img\" viewBox=\"0 0 %d %d\" xmlns=\"http://www.w3.org/2000/svg\"><title>%s</title>\n"
                .formatted(WIDTH, top + PLOT + TIMES, Html.escape(title)));
        axes(svg, top, highest);
        double[] below = new double[steps];
        int place = 0;
        for (Map.Entry<String, double[]> each : series.entrySet()) {
            String own = colours.apply(each.getKey());
            String colour = own == null ? PALETTE.get(place % PALETTE.size()) : own;
            legend(svg, place, each.getKey(), colour);
            if (kind == Kind.BARS) {
                bars(svg, top, highest, each, below, colour);
            } else {
                line(svg, top, highest, each.getValue(), colour);
            }
            place++;
        }
        return svg.append("</svg>").toString();
    }

    private void axes(StringBuilder svg, int top, double highest) {
        for (int part = 0; part <= 2; part++) {
            double y = top + PLOT * (2 - part) / 2.0;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"axis\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#8c959f\" stroke-width=\"0.5\"/>",
                    LEFT,
                    y,
                    WIDTH,
                    y));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"label\" x=\"%d\" y=\"%.1f\">%s</text>\n",
                    LEFT - 8,
                    y + 4,
                    number(highest * part / 2)));
        }
        Duration all = step.multipliedBy(steps);
        DateTimeFormatter times = DateTimeFormatter.ofPattern(all.toHours() < 24 ? "HH:mm" : "MM-dd HH:mm", Locale.ROOT)
                .withZone(ZoneOffset.UTC);
        for (int label = 0; label <= TIME_LABELS; label++) {
            String anchor = label == 0 ? "start" : label == TIME_LABELS ? "end" : "middle";
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>\n",
                    LEFT + (WIDTH - LEFT) * label / (double) TIME_LABELS,
                    top + PLOT + 18,
                    anchor,
                    times.format(from.plus(all.multipliedBy(label).dividedBy(TIME_LABELS)))));
        }
    }

    private static void legend(StringBuilder svg, int place, String name, String colour) {
        int x = LEFT + place % LEGEND_SLOTS * LEGEND_SLOT;
        int y = place / LEGEND_SLOTS * LEGEND_ROW;
        svg.append(String.format(
                Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"11\" height=\"11\" fill=\"%s\"/>", x, y + 3, colour));
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\">%s</text>\n",
                x + 16,
                y + 13,
                Html.escape(BarChart.shortened(name, LONGEST_NAME))));
    }

    private void bars(
            StringBuilder svg,
            int top,
            double highest,
            Map.Entry<String, double[]> one,
            double[] below,
            String colour) {
        double width = (WIDTH - LEFT) / (double) steps;
        for (int at = 0; at < steps; at++) {
            double value = one.getValue()[at];
            if (value > 0) {
                double height = PLOT * value / highest;
                below[at] += height;
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"><title>%s %s: %s</title></rect>\n",
                        LEFT + width * at,
                        top + PLOT - below[at],
                        Math.max(width - 1, 0.5),
                        height,
                        colour,
                        from.plus(step.multipliedBy(at)),
                        Html.escape(one.getKey()),
                        number(value)));
            }
        }
    }

    private void line(StringBuilder svg, int top, double highest, double[] values, String colour) {
        double width = (WIDTH - LEFT) / (double) steps;
        StringBuilder points = new StringBuilder();
        for (int at = 0; at < steps; at++) {
            points.append(String.format(
                    Locale.ROOT,
                    "%s%.1f,%.1f",
                    at == 0 ? "" : " ",
                    LEFT + width * (at + 0.5),
                    top + PLOT - PLOT * values[at] / highest));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>\n",
                points,
                colour));
    }

    /** Whole where it is large enough for that. */
    private static String number(double value) {
        return String.format(
                Locale.ROOT,
                value >= 100 || value == Math.rint(value) ? "%,.0f" : value >= 1 ? "%,.1f" : "%.3f",
                value);
    }
}
