package io.drey.query.report;

import io.drey.lake.EventTimes;
import io.drey.query.catalog.ParameterDefinition;
import io.drey.query.catalog.QueryDefinition;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.report.ReportContent.Source;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A report as one HTML page that needs nothing else and prints well. */
final class ReportPage {

    /** How many rows the page shows; the CSV has all. */
    static final int ROWS = 1000;

    private final ReportContent content;
    private final QueryDefinition definition;
    private final QueryRequest request;
    private final EventTimes times;

    ReportPage(ReportContent content) {
        this.content = content;
        this.definition = content.definition();
        this.request = content.request();
        this.times = content.times();
    }

    /** Writes the page. */
    void write(List<List<Object>> firstRows, long rowCount, BarChart chart, Appendable out) throws IOException {
        HtmlPage.begin(definition.title(), out);
        out.append("<p>").append(Html.escape(definition.answers())).append("</p>\n");
        facts(rowCount, out);
        chart(chart, out);
        table(content.columns(), firstRows, rowCount, out);
        out.append("<h2>Query</h2>\n<pre>").append(lines(content.sql())).append("</pre>\n");
        HtmlPage.end(out);
    }

    private void facts(long rowCount, Appendable out) throws IOException {
        out.append("<dl>\n");
        if (!definition.clauses().isEmpty()) {
            HtmlPage.fact("Serves", String.join("; ", definition.clauses()), out);
        }
        HtmlPage.fact("Tenant", request.tenant(), out);
        HtmlPage.fact(
                "From",
                request.scope().from().map(Object::toString).orElseGet(() -> event("first", times.first())),
                out);
        HtmlPage.fact(
                "To",
                request.scope().to().map(to -> to + " (exclusive)").orElseGet(() -> event("last", times.last())),
                out);
        for (String restriction : List.of("date", "dataset", "host", "region")) {
            if (request.parameters().containsKey(restriction)) {
                HtmlPage.fact(restriction, request.parameters().get(restriction), out);
            }
        }
        for (ParameterDefinition parameter : definition.parameters()) {
            HtmlPage.fact(parameter.name(), request.parameters().get(parameter.name()), out);
        }
        for (Source source : content.sources()) {
            for (Map.Entry<String, Long> snapshot : source.snapshotIds().entrySet()) {
                HtmlPage.fact(
                        "Snapshot of " + snapshot.getKey() + (source.isRegion() ? " in " + source.region() : ""),
                        snapshot.getValue().toString(),
                        out);
            }
        }
        HtmlPage.fact("Engine", content.engine(), out);
        for (String note : content.notes()) {
            HtmlPage.fact("To be known", note, out);
        }
        HtmlPage.fact("Rows", Long.toString(rowCount), out);
        HtmlPage.fact("Times", "UTC", out);
        out.append("</dl>\n");
    }

    private static String event(String which, Optional<Instant> time) {
        return time.map(known -> "%s (the %s event)".formatted(known, which)).orElse("the " + which + " event");
    }

    private void chart(BarChart chart, Appendable out) throws IOException {
        Optional<QueryDefinition.Chart> drawn = definition.chart();
        if (drawn.isEmpty() || chart.isEmpty()) {
            return;
        }
        String title = definition.label(drawn.get().value()) + " by "
                + definition.label(drawn.get().label());
        out.append("<h2>")
                .append(Html.escape(title))
                .append("</h2>\n<div class=\"scroll\">")
                .append(chart.svg(title))
                .append("</div>\n");
        if (chart.leftOut() > 0) {
            out.append("<p class=\"note\">The highest are shown; %d more are not.</p>\n".formatted(chart.leftOut()));
        }
    }

    private void table(List<String> columns, List<List<Object>> rows, long rowCount, Appendable out)
            throws IOException {
        out.append("<h2>Rows</h2>\n");
        if (rows.isEmpty()) {
            out.append("<p>There are none.</p>\n");
            return;
        }
        if (rowCount > rows.size()) {
            out.append("<p class=\"note\">The first %d of %d are shown; the CSV file has all.</p>\n"
                    .formatted(rows.size(), rowCount));
        }
        out.append("<div class=\"scroll\">\n<table>\n<thead><tr>");
        for (int i = 0; i < columns.size(); i++) {
            out.append("<th")
                    .append(isOfNumbers(rows, i) ? " class=\"number\"" : "")
                    .append('>');
            out.append(Html.escape(definition.label(columns.get(i)))).append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        for (List<Object> row : rows) {
            out.append("<tr>");
            for (Object value : row) {
                out.append("<td").append(cssClass(value)).append('>');
                out.append(Html.escape(value)).append("</td>");
            }
            out.append("</tr>\n");
        }
        out.append("</tbody>\n</table>\n</div>\n");
    }

    /** Whether a column holds numbers, so that its heading stands above them. */
    private static boolean isOfNumbers(List<List<Object>> rows, int column) {
        boolean any = false;
        for (List<Object> row : rows) {
            Object value = row.get(column);
            if (value != null && !(value instanceof Number)) {
                return false;
            }
            any |= value != null;
        }
        return any;
    }

    private static String cssClass(Object value) {
        if (value instanceof Number) {
            return " class=\"number\"";
        }
        if (value instanceof Instant) {
            return " class=\"time\"";
        }
        return value == null ? "" : " class=\"text\"";
    }

    private static String lines(String sql) {
        return String.join("\n", sql.lines().map(Html::escape).toList());
    }
}
