package io.drey.query.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.ledger.LedgerSettings;
import io.drey.query.Shop;
import io.drey.query.catalog.PackDefinition;
import io.drey.query.catalog.ParameterDefinition;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryDefinition;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.rows.Cell;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/reports.md} shows what the queries answer over the shop's lines. {@code -Ddrey.docs.write=true} writes it. */
@FlinkCluster(slots = 2)
class ReportsPageIT {

    private static final Path PAGE = Path.of(System.getProperty("drey.home", ".."), "docs/reports.md");
    private static final int ROWS = 3;
    private static final int LONGEST = 48;

    /** What differs from one landing of the same lines to the next: an id by chance, and how many commits there were. */
    private static final Set<String> BY_CHANCE = Set.of("access_id", "ledger_entries");

    /** Parameters that must be given, or whose defaults find nothing here. */
    private static final Map<String, Map<String, String>> PARAMETERS = Map.of(
            "data-subject-lookup", Map.of("identifier", "198.51.100.3"),
            "needle-search", Map.of("field", "user.name", "value", "bob"),
            "sensitive-url-access", Map.of("paths", "/p7*"),
            "suspicious-addresses", Map.of("min-missing-pages", "5"));

    private static final String VERIFIED =
            """

            ### How the clauses were verified

            Numbers and titles of clauses were compared in November 2026 with public copies and lists of the standards; what they ask is in our own words. Where the standard itself is sold, or no copy was at hand, lists by others are what there was: before an audit, compare with your own copy.

            | standard | compared with | not seen there |
            | --- | --- | --- |
            | PCI DSS | lists of the requirements of 4.0 and 4.0.1 by number and title: 4.2.1, 10.2.1.1 to 10.2.1.7, 10.2.2, 10.3.1 to 10.3.4, 10.4.1 to 10.4.3, 10.5.1, 10.6, 10.7.2, 10.7.3 | the standard itself |
            | HIPAA | 45 CFR 164.312 and the matrix of Appendix A to Subpart C of Part 164 | 164.316(b)(2)(i) |
            | SOC 2 | lists of the criteria: CC6.1, CC6.6 to CC6.8, CC7.1, CC7.2, CC7.4, CC7.5, CC8.1 | CC6.2, CC6.3, CC7.3, A1.1 to A1.3; the criteria themselves |
            | GDPR | the table of contents of chapter IV: Art. 30, 32 to 35 | Art. 15, 17, 44; the points of Art. 32(1) |
            | NIS2 | the ten measures of Art. 21(2) and the terms of Art. 23, as lists of others have them | the directive itself |
            | DORA | the titles of Art. 5 to 23; what Art. 24 and 28 are about | – |
            | ISO 27001 | lists of Annex A of 2022: A.5.15 to A.5.34, A.8.9, A.8.15 | A.8.2, A.8.5, A.8.6, A.8.14, A.8.16, A.8.17, A.8.24, A.8.32; the standard itself |
            | FFIEC | the contents of the booklet Information Security of September 2016: II.C.15 Logical Security, II.C.16 Customer Remote Access (customers, not staff), II.C.22 Log Management | – |
            """;

    @TempDir
    private static Path folder;

    private static LakeSettings settings;

    private final QueryCatalog catalog = QueryCatalog.builtIn();

    @BeforeAll
    static void land() throws Exception {
        settings = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
        Shop.land(settings);
        try (Lake lake = Lake.open(settings)) {
            Ledger.of(lake, LedgerSettings.defaults()).update(unused -> {});
        }
    }

    @Test
    void showsWhatEachQueryAnswers() throws IOException {
        String page = page();
        if (Boolean.getBoolean("drey.docs.write")) {
            Files.writeString(PAGE, page, UTF_8);
        }
        assertThat(PAGE).content(UTF_8).isEqualTo(page);
    }

    private String page() {
        StringBuilder page = new StringBuilder(
                """
                <!-- Made by ReportsPageIT of batch-sql of the queries and their answers: -Ddrey.docs.write=true writes it. -->
                # Reports and deep dives

                Each of these is a query over the lake. The examples are made of two days of a small shop: the first %d rows are shown, and \
                `…` stands where a value is cut off or differs from run to run. Times are in UTC.

                ```
                drey query frequent-404-pages --tenant acme --date "2026-01-*"                 # rows on the terminal
                drey report run invalid-access-attempts --tenant acme --from 2026-01-01        # CSV, JSON, page and manifest
                drey report pack pci --tenant acme --period 2026-Q3 --out evidence             # all reports of a standard
                drey report verify evidence/pci-2026-Q3-acme                                   # is it as it was made?
                ```

                How to add a query, a report or a pack of your own: [batch-sql](../batch-sql/README.md).

                ## Packs

                A pack has all reports of a standard for a month, a quarter or a year. Its cover, `index.html`, says which report serves which \
                clause. It also names the clauses that logs cannot serve, and what may serve them instead.

                """
                        .formatted(ROWS));
        table(
                List.of("pack", "standard", "edition", "clauses", "of these served", "reports"),
                catalog.packs().stream().map(ReportsPageIT::row).toList(),
                page);
        page.append(VERIFIED);
        page.append("\n## Reports\n");
        catalog.reports().forEach(report -> section(report, page));
        page.append("\n## Deep dives\n");
        catalog.queries().stream().filter(query -> !query.report()).forEach(query -> section(query, page));
        return page.toString();
    }

    private static List<String> row(PackDefinition pack) {
        long served = pack.clauses().stream()
                .filter(clause -> !clause.reports().isEmpty())
                .count();
        return List.of(
                "`" + pack.id() + "`",
                pack.title(),
                pack.edition(),
                Integer.toString(pack.clauses().size()),
                Long.toString(served),
                Integer.toString(pack.reports().size()));
    }

    private void section(QueryDefinition query, StringBuilder page) {
        page.append("\n### ").append(query.title()).append("\n\n");
        page.append("`")
                .append(query.id())
                .append("`. ")
                .append(query.answers())
                .append("\n");
        if (!query.clauses().isEmpty()) {
            page.append("\nServes ").append(String.join("; ", query.clauses())).append(".\n");
        }
        Map<String, String> given = PARAMETERS.getOrDefault(query.id(), Map.of());
        if (!query.parameters().isEmpty()) {
            page.append('\n');
            table(
                    List.of("parameter", "default", "in the example", "what it is for"),
                    query.parameters().stream()
                            .map(parameter -> row(parameter, given))
                            .toList(),
                    page);
        }
        page.append('\n');
        answer(query, given, page);
    }

    private static List<String> row(ParameterDefinition parameter, Map<String, String> given) {
        return List.of(
                "`" + parameter.name() + "`",
                literal(parameter.defaultValue()),
                literal(given.get(parameter.name())),
                parameter.description());
    }

    private static String literal(String value) {
        return value == null || value.isEmpty() ? "" : "`" + value + "`";
    }

    private static void answer(QueryDefinition query, Map<String, String> given, StringBuilder page) {
        Map<String, String> parameters = new TreeMap<>(given);
        parameters.put("tenant", Shop.TENANT);
        List<List<String>> shown = new ArrayList<>();
        long rows = 0;
        try (QueryResult result = new FlinkQueryEngine(settings).run(QueryRequest.of(query, parameters))) {
            List<String> columns = result.columns();
            while (result.hasNext()) {
                List<Object> row = result.next();
                if (rows++ < ROWS) {
                    List<String> cells = new ArrayList<>();
                    for (int i = 0; i < columns.size(); i++) {
                        cells.add(BY_CHANCE.contains(columns.get(i)) ? "…" : cell(row.get(i)));
                    }
                    shown.add(cells);
                }
            }
            assertThat(rows).as("an example of " + query.id()).isPositive();
            table(columns.stream().map(query::label).toList(), shown, page);
        }
        page.append(String.format(Locale.ROOT, "%n%,d %s.%n", rows, rows == 1 ? "row" : "rows"));
    }

    private static String cell(Object value) {
        String text = Cell.printable(value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    private static void table(List<String> headings, List<List<String>> rows, StringBuilder page) {
        line(headings, page);
        line(headings.stream().map(unused -> "---").toList(), page);
        rows.forEach(row -> line(row, page));
    }

    private static void line(List<String> cells, StringBuilder page) {
        page.append(cells.stream().map(ReportsPageIT::markdown).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static String markdown(String cell) {
        String inTable = cell.replace("|", "\\|");
        return cell.startsWith("`") ? inTable : inTable.replace("*", "\\*").replace("<", "&lt;");
    }
}
