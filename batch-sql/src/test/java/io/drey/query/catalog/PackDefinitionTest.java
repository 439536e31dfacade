package io.drey.query.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.query.QueryUsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackDefinitionTest {

    private static final String HEAD = "standard: House\ntitle: House rules\nedition: first\n";

    private final QueryCatalog catalog = QueryCatalog.builtIn();

    @Test
    void thereIsOneForEachOfSevenStandards() {
        assertThat(catalog.packs())
                .extracting(PackDefinition::id)
                .containsExactly("dora", "gdpr", "hipaa", "iso27001", "nis2", "pci", "soc2");
    }

    /** The page of a report names its clauses, and the pack's names its reports: one must not say what the other does not. */
    @Test
    void reportsAndPacksNameTheSameClauses() {
        List<String> standards =
                catalog.packs().stream().map(PackDefinition::standard).toList();
        for (QueryDefinition report : catalog.reports()) {
            List<String> ofPacks = catalog.packs().stream()
                    .flatMap(pack -> pack.clausesOf(report.id()).stream())
                    .toList();
            List<String> ofReport = report.clauses().stream()
                    .filter(clause -> standards.stream().anyMatch(name -> clause.startsWith(name + " ")))
                    .toList();
            assertThat(ofReport).as(report.id()).containsExactlyInAnyOrderElementsOf(ofPacks);
        }
    }

    @Test
    void everyReportIsInAPackAndEveryPackNamesWhatItCannotServe() {
        assertThat(catalog.reports()).allSatisfy(report -> assertThat(catalog.packsWith(report.id()))
                .as(report.id())
                .isNotEmpty());
        assertThat(catalog.packs()).allSatisfy(pack -> assertThat(pack.clauses())
                .as(pack.id())
                .anySatisfy(clause -> assertThat(clause.unserved()).isNotBlank()));
    }

    @Test
    void readsYourOwnFromTheFolderOfYourQueries(@TempDir Path folder) throws IOException {
        Path query = Files.createDirectory(folder.resolve("own-report"));
        Files.writeString(query.resolve("query.yaml"), "title: Own\nanswers: What I ask.\nreport: true\n");
        Files.writeString(query.resolve("query.sql"), "SELECT COUNT(*) AS events FROM logs\n");
        pack(
                folder,
                "house",
                HEAD + "clauses:\n  - {clause: 1.1, asks: Order., reports: [own-report, tls-versions]}\n"
                        + "  - {clause: 1.2, asks: Peace., unserved: Nobody logs it.}\n");

        QueryCatalog own = catalog.with(folder);

        assertThat(own.packs()).hasSize(catalog.packs().size() + 1);
        assertThat(own.pack("house").reports()).containsExactly("own-report", "tls-versions");
        assertThat(own.pack("house").clausesOf("own-report")).containsExactly("House 1.1");
        assertThat(own.queries()).hasSize(catalog.queries().size() + 1);
        assertThatThrownBy(() -> catalog.pack("huse"))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("there is no pack 'huse'")
                .hasMessageContaining("'drey report packs' lists all");
    }

    @Test
    void saysOfEachWhatIsWrongAndWhere(@TempDir Path folder) throws IOException {
        pack(folder, "a-report", HEAD + "clauses:\n  - {clause: 1.1, asks: Order., reports: [tls-version]}\n");
        pack(folder, "b-neither", HEAD + "clauses:\n  - {clause: 1.1, asks: Order.}\n");
        pack(
                folder,
                "c-both",
                HEAD + "clauses:\n  - {clause: 1.1, asks: Order., reports: [tls-versions], unserved: No.}\n");
        pack(folder, "d-key", "name: House\n" + HEAD);
        pack(
                folder,
                "e-twice",
                HEAD
                        + "clauses:\n"
                        + "  - {clause: 1.1, asks: A., reports: [tls-versions]}\n"
                        + "  - {clause: 1.1, asks: B., unserved: No.}\n");
        pack(folder, "f-none", HEAD + "clauses:\n  - {clause: 1.1, asks: Order., unserved: No.}\n");
        pack(
                folder,
                "g-parameters",
                HEAD
                        + "clauses:\n"
                        + "  - {clause: 1.1, asks: A., reports: [tls-versions]}\n"
                        + "parameters: {availability: {x: y}}\n");
        pack(folder, "h-query", HEAD + "clauses:\n  - {clause: 1.1, asks: A., reports: [frequent-404-pages]}\n");
        pack(folder, "Upper", HEAD);

        assertThatThrownBy(() -> catalog.with(folder))
                .isInstanceOf(QueryUsageException.class)
                .message()
                .doesNotContain("\n")
                .contains("a-report.yaml:5: clause 1.1: there is no report 'tls-version': did you mean 'tls-versions'?")
                .contains("b-neither.yaml:5: clause 1.1: write reports, or unserved")
                .contains("c-both.yaml:5: clause 1.1: write reports, or unserved")
                .contains("d-key.yaml:1: there is no key 'name'")
                .contains("e-twice.yaml:5: there are two clauses 1.1")
                .contains("f-none.yaml:4: no clause has a report")
                .contains("g-parameters.yaml:6: parameters are given to availability, which serves no clause")
                .contains("h-query.yaml:5: clause 1.1: there is no report 'frequent-404-pages'")
                .contains("Upper.yaml:1: the file's name is the pack's id");
    }

    private static void pack(Path folder, String id, String yaml) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("packs")).resolve(id + ".yaml"), yaml);
    }
}
