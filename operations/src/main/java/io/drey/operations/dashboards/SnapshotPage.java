package io.drey.operations.dashboards;

import io.drey.query.report.BarChart;
import io.drey.query.report.Html;
import io.drey.query.report.HtmlPage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What dashboards show, as one HTML page that needs nothing else: no script, no server, no font. It prints well, and is dark
 * where its reader's screen is.
 *
 * @param tenant whose numbers
 * @param range what time they are of
 * @param made when they were asked for
 * @param sections one for each pack
 */
public record SnapshotPage(String tenant, SnapshotRange range, Instant made, List<Section> sections) {

    private static final String STYLE =
            """
            .totals { display: flex; flex-wrap: wrap; gap: .4rem 2.5rem; margin: 1rem 0; }
            .total b { display: block; font-size: 1.7rem; font-variant-numeric: tabular-nums; }
            section { break-inside: auto; margin-top: 2.4rem; border-top: 2px solid #d0d7de; }
            section > h2 { font-size: 1.35rem; margin: .8rem 0 .2rem; }
            h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; break-after: avoid; }
            figure { margin: 0; break-inside: avoid; }
            @media screen and (prefers-color-scheme: dark) {
              :root { color-scheme: dark; }
              body { background: #14181d; color: #e6e9ed; }
              section { border-color: #39424c; }
              dt, .note { color: #9aa4ae; }
              th { border-color: #9aa4ae; }
              td { border-color: #39424c; }
              svg text { fill: #e6e9ed; }
              svg .bar { fill: #4f8fbf; }
            }
            """;

    private static final String ABOUT =
            "Metrics count windows that are over: of the last minute some may still come. Their sums are"
                    + " exact; below a list stands how exact it is. What is counted of lines is of those that are searchable;"
                    + " percentiles in tables are estimates of OpenSearch, which state no error.";

    public SnapshotPage {
        sections = List.copyOf(sections);
    }

    /**
     * A pack.
     *
     * @param title what people see
     * @param description what it shows
     * @param figures of its panels
     */
    public record Section(String title, String description, List<Figure> figures) {

        public Section {
            figures = List.copyOf(figures);
        }

        boolean hasData() {
            return figures.stream().anyMatch(Figure::hasData);
        }
    }

    /** Writes the page; the same numbers give the same bytes. */
    public void write(Appendable out) throws IOException {
        HtmlPage.begin("Overview of tenant " + tenant, STYLE, out);
        out.append("<dl>\n");
        HtmlPage.fact("Tenant", tenant, out);
        HtmlPage.fact("From", range.from().toString(), out);
        HtmlPage.fact("To", range.to() + " (exclusive)", out);
        HtmlPage.fact("Made", made.toString(), out);
        HtmlPage.fact("Times", "UTC; of events, not of their arrival", out);
        out.append("</dl>\n");
        note(ABOUT, out);
        if (sections.stream().noneMatch(Section::hasData)) {
            out.append("<p>There is nothing of this tenant in this time.</p>\n");
        } else {
            for (Section section : sections) {
                write(section, out);
            }
        }
        HtmlPage.end(out);
    }

    private static void write(Section section, Appendable out) throws IOException {
        out.append("<section>\n<h2>").append(Html.escape(section.title())).append("</h2>\n<p class=\"note\">");
        out.append(Html.escape(section.description())).append("</p>\n");
        if (!section.hasData()) {
            out.append("<p>There is nothing in this time.</p>\n</section>\n");
            return;
        }
        totals(section, out);
        for (Figure figure : section.figures()) {
            if (!(figure instanceof Figure.Total)) {
                out.append("<figure>\n<h3>").append(Html.escape(figure.title())).append("</h3>\n");
                if (figure.hasData()) {
                    draw(figure, out);
                } else {
                    note("Nothing in this time.", out);
                }
                out.append("</figure>\n");
            }
        }
        out.append("</section>\n");
    }

    private static void totals(Section section, Appendable out) throws IOException {
        List<Figure.Total> totals = new ArrayList<>();
        for (Figure figure : section.figures()) {
            if (figure instanceof Figure.Total total) {
                totals.add(total);
            }
        }
        if (totals.isEmpty()) {
            return;
        }
        out.append("<div class=\"totals\">\n");
        for (Figure.Total total : totals) {
            out.append("<div class=\"total\"><b>%s</b>%s</div>\n"
                    .formatted(String.format(Locale.ROOT, "%,d", total.value()), Html.escape(total.title())));
        }
        out.append("</div>\n");
    }

    private static void draw(Figure figure, Appendable out) throws IOException {
        if (figure instanceof Figure.Ranks ranks) {
            BarChart chart = new BarChart();
            ranks.parts().forEach(part -> chart.add(part.name(), part.count()));
            svg(chart.svg(ranks.title()), out);
            if (chart.leftOut() > 0) {
                note("The highest are shown; %d more are not.".formatted(chart.leftOut()), out);
            }
            note(ranks.note(), out);
        } else if (figure instanceof Figure.OverTime overTime) {
            svg(overTime.chart().svg(overTime.title()), out);
            note(overTime.note(), out);
        } else if (figure instanceof Figure.Grid grid) {
            grid(grid, out);
        } else {
            throw new IllegalStateException("a figure of another kind: " + figure.getClass());
        }
    }

    private static void svg(String svg, Appendable out) throws IOException {
        out.append("<div class=\"scroll\">").append(svg).append("</div>\n");
    }

    private static void note(String text, Appendable out) throws IOException {
        if (!text.isEmpty()) {
            out.append("<p class=\"note\">").append(Html.escape(text)).append("</p>\n");
        }
    }

    private static void grid(Figure.Grid grid, Appendable out) throws IOException {
        out.append("<div class=\"scroll\">\n<table>\n<thead><tr>");
        for (int i = 0; i < grid.columns().size(); i++) {
            boolean isOfNumbers = grid.rows().get(0).get(i) instanceof Number;
            out.append(isOfNumbers ? "<th class=\"number\">" : "<th>")
                    .append(Html.escape(grid.columns().get(i)))
                    .append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        for (List<Object> row : grid.rows()) {
            out.append("<tr>");
            for (Object value : row) {
                boolean isNumber = value instanceof Number;
                out.append(isNumber ? "<td class=\"number\">" : "<td class=\"text\">")
                        .append(Html.escape(
                                isNumber ? String.format(Locale.ROOT, "%,d", ((Number) value).longValue()) : value))
                        .append("</td>");
            }
            out.append("</tr>\n");
        }
        out.append("</tbody>\n</table>\n</div>\n");
    }
}
