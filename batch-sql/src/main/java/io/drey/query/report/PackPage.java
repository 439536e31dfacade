package io.drey.query.report;

import io.drey.query.catalog.PackDefinition;
import io.drey.query.catalog.PackDefinition.Clause;
import io.drey.query.catalog.QueryDefinition;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.Snapshots;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The first page of a pack: which report serves which clause, which clauses none serves, and what all rests on. */
final class PackPage {

    private final PackRequest request;
    private final Snapshots snapshots;
    private final String engine;

    PackPage(PackRequest request, Snapshots snapshots, String engine) {
        this.request = request;
        this.snapshots = snapshots;
        this.engine = engine;
    }

    /**
     * Writes the page.
     *
     * @param reports the pack's reports, by id
     */
    void write(Map<String, ReportRunner.Report> reports, Appendable out) throws IOException {
        PackDefinition pack = request.pack();
        HtmlPage.begin("%s, %s".formatted(pack.standard(), request.period().text()), out);
        out.append("<p>Which report serves which clause, and which clauses none serves.</p>\n");
        warning(out);
        facts(reports, out);
        served(reports, out);
        unserved(out);
        files(reports, out);
        HtmlPage.end(out);
    }

    /** Known by when the tables were written last, and not by a clock: the same snapshots give the same page. */
    private void warning(Appendable out) throws IOException {
        Optional<Instant> last = snapshots.lastCommitted();
        Instant end = request.period().to();
        if (last.isPresent() && !last.get().isBefore(end)) {
            return;
        }
        String words = last.map(time ->
                        "The period was not over when these rows were read, or nothing has been written since: it ends at %s, and the lake was last written to at %s. What came later is not in these reports."
                                .formatted(end, time))
                .orElse("Nothing was ever written to the tables that these reports read.");
        out.append("<p class=\"warning\">").append(Html.escape(words)).append("</p>\n");
    }

    private void facts(Map<String, ReportRunner.Report> reports, Appendable out) throws IOException {
        List<Clause> clauses = request.pack().clauses();
        long served =
                clauses.stream().filter(clause -> !clause.reports().isEmpty()).count();
        out.append("<dl>\n");
        HtmlPage.fact("Standard", request.pack().title(), out);
        HtmlPage.fact("Edition", request.pack().edition(), out);
        HtmlPage.fact("Tenant", request.tenant(), out);
        HtmlPage.fact("From", request.period().from().toString(), out);
        HtmlPage.fact("To", request.period().to() + " (exclusive)", out);
        HtmlPage.fact("Reports", Integer.toString(reports.size()), out);
        HtmlPage.fact("Clauses", "%d, of which reports serve %d".formatted(clauses.size(), served), out);
        for (Snapshots.Taken taken : snapshots.taken()) {
            HtmlPage.fact(
                    "Snapshot of " + taken.table(),
                    taken.id().isPresent()
                            ? "%d, written at %s"
                                    .formatted(
                                            taken.id().getAsLong(),
                                            taken.committed().orElseThrow())
                            : "none: nothing was ever written",
                    out);
        }
        HtmlPage.fact("Engine", engine, out);
        HtmlPage.fact("Times", "UTC", out);
        out.append("</dl>\n");
    }

    private void served(Map<String, ReportRunner.Report> reports, Appendable out) throws IOException {
        out.append("<h2>Clauses that reports serve</h2>\n<div class=\"scroll\">\n<table>\n<thead><tr>");
        out.append(
                "<th>Clause</th><th>What it asks for</th><th class=\"wide\">Reports and their rows</th></tr></thead>\n<tbody>\n");
        for (Clause clause : request.pack().clauses()) {
            if (clause.reports().isEmpty()) {
                continue;
            }
            begin(clause, out);
            out.append("<td><ul>");
            for (String report : clause.reports()) {
                out.append("<li>");
                link(reports.get(report).html(), definition(report).title(), out);
                out.append(" (%d)</li>".formatted(reports.get(report).rowCount()));
            }
            out.append("</ul></td></tr>\n");
        }
        out.append("</tbody>\n</table>\n</div>\n");
    }

    private void unserved(Appendable out) throws IOException {
        List<Clause> clauses = request.pack().clauses().stream()
                .filter(clause -> clause.reports().isEmpty())
                .toList();
        if (clauses.isEmpty()) {
            return;
        }
        out.append("<h2>Clauses that no report serves</h2>\n<div class=\"scroll\">\n<table>\n<thead><tr>");
        out.append(
                "<th>Clause</th><th>What it asks for</th><th class=\"wide\">Why, and what may serve it</th></tr></thead>\n<tbody>\n");
        for (Clause clause : clauses) {
            begin(clause, out);
            out.append("<td>").append(Html.escape(clause.unserved())).append("</td></tr>\n");
        }
        out.append("</tbody>\n</table>\n</div>\n");
    }

    private static void begin(Clause clause, Appendable out) throws IOException {
        out.append("<tr><td class=\"clause\">").append(Html.escape(clause.clause()));
        out.append("</td><td>").append(Html.escape(clause.asks()));
        if (clause.limit() != null) {
            out.append("<div class=\"note\">")
                    .append(Html.escape(clause.limit()))
                    .append("</div>");
        }
        out.append("</td>");
    }

    private void files(Map<String, ReportRunner.Report> reports, Appendable out) throws IOException {
        out.append("<h2>Reports</h2>\n<div class=\"scroll\">\n<table>\n<thead><tr>");
        out.append("<th>Report</th><th class=\"number\">Rows</th><th>Files</th></tr></thead>\n<tbody>\n");
        for (Map.Entry<String, ReportRunner.Report> entry : reports.entrySet()) {
            ReportRunner.Report report = entry.getValue();
            out.append("<tr><td>");
            out.append(Html.escape(definition(entry.getKey()).title()));
            out.append("</td><td class=\"number\">")
                    .append(Long.toString(report.rowCount()))
                    .append("</td><td>");
            link(report.html(), "page", out);
            out.append(", ");
            link(report.csv(), "CSV", out);
            out.append(", ");
            link(report.json(), "JSON", out);
            out.append(", ");
            link(report.manifest(), "manifest", out);
            out.append("</td></tr>\n");
        }
        out.append("</tbody>\n</table>\n</div>\n");
        out.append("<p class=\"note\">");
        out.append(Html.escape("%s has the SHA-256 of every file here; 'drey report verify FOLDER' compares them."
                .formatted(PackRunner.MANIFEST)));
        out.append("</p>\n");
    }

    private QueryDefinition definition(String report) {
        return request.reports().stream()
                .map(QueryRequest::definition)
                .flatMap(Optional::stream)
                .filter(definition -> definition.id().equals(report))
                .findFirst()
                .orElseThrow();
    }

    /** A file beside the page. */
    private static void link(Path file, String words, Appendable out) throws IOException {
        out.append("<a href=\"")
                .append(Html.escape(file.getFileName().toString()))
                .append("\">")
                .append(Html.escape(words))
                .append("</a>");
    }
}
