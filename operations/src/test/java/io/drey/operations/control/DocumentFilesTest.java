package io.drey.operations.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.drey.configuration.Document;
import io.drey.configuration.DocumentProblem;
import io.drey.configuration.RuleDocument;
import io.drey.operations.OperationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentFilesTest {

    private static final String ACME = "kind: Tenant\nname: acme\n";
    private static final String REFUSED =
            """
            title: A request that was refused
            id: refused
            logsource: {category: webserver}
            detection:
                selection:
                    http.response.status_code: 403
                condition: selection
            """;
    private static final String MANY =
            """
            title: Many refused requests
            id: many
            correlation:
                type: event_count
                rules: [refused]
                group-by: [source.address]
                timespan: 1m
                condition: {gte: 5}
            """;
    private static final String TESTS = "Tests:\n  - {Name: none, Alerts: 0, Log: []}\n";

    @TempDir
    private Path folder;

    @Test
    void readsAllYamlBelowAFolderAndLeavesHiddenFilesOut() throws IOException {
        write("a.yaml", ACME);
        write("deep/er/b.yml", "kind: Dataset\ntenant: acme\nname: access\nformat: json\n");
        write("notes.txt", "no document");
        write(".git/c.yaml", "no document");
        write(".hidden.yaml", "no document");

        DocumentFiles files = DocumentFiles.read(List.of(folder), Optional.empty());

        assertThat(files.problems()).isEmpty();
        assertThat(files.sorted()).extracting(Document::toString).containsExactly("tenant acme", "dataset acme/access");
    }

    @Test
    void aTenantsFolderBindsWhereverItIsReadFrom() throws IOException {
        Path file = write("tenants/acme/x.yaml", "kind: Dataset\ntenant: other\nname: access\nformat: json\n");

        for (Path path : List.of(folder, folder.resolve("tenants"), folder.resolve("tenants/acme"), file)) {
            assertThat(DocumentFiles.read(List.of(path), Optional.empty()).problems())
                    .as(path.toString())
                    .extracting(DocumentProblem::message)
                    .containsExactly("tenant 'other' is another's: documents below tenants/acme/ may speak of tenant "
                            + "'acme' only");
        }
        assertThat(DocumentFiles.tenantOf(folder.resolve("tenants/acme"))).contains("acme");
        assertThat(DocumentFiles.tenantOf(file)).contains("acme");
        assertThat(DocumentFiles.tenantOf(folder.resolve("tenants"))).isEmpty();
        assertThat(DocumentFiles.tenantOf(folder.resolve("tenants/acme.yaml"))).isEmpty();
    }

    @Test
    void eachRuleOfASigmaFileIsADocumentAndItsTestsAreNot() throws IOException {
        write("tenants/acme/rules/web.yml", REFUSED + "---\n" + MANY + "---\n" + TESTS);
        write("tenants/acme/lists.yaml", "kind: List\nname: scanners\nvalues: ['203.0.113.*']\n");
        write(
                "tenants/acme/rules/scanner.yml",
                REFUSED.replace("refused", "scanner")
                        .replace("http.response.status_code: 403", "source.address|expand: '%scanners%'"));

        DocumentFiles files = DocumentFiles.read(List.of(folder), Optional.empty());

        assertThat(files.problems()).isEmpty();
        assertThat(files.sorted())
                .extracting(Document::toString)
                .containsExactly("rule acme/many", "rule acme/refused", "rule acme/scanner", "list acme/scanners");
        assertThat(RuleDocument.of(files.sorted().get(0)).text()).isEqualTo(MANY);
        assertThat(RuleDocument.of(files.sorted().get(1)).text()).isEqualTo(REFUSED);
        assertThat(files.documents())
                .extracting(located -> folder.relativize(Path.of(located.source())) + ":" + located.line())
                .contains("tenants/acme/rules/web.yml:1", "tenants/acme/rules/web.yml:9");
    }

    @Test
    void whatIsWrongWithARuleIsToldByItsPlace() throws IOException {
        write("rules/web.yml", REFUSED.replace("status_code:", "status_code|contain:"));

        assertThat(DocumentFiles.read(List.of(folder), Optional.of("acme")).problems())
                .extracting(DocumentProblem::toString)
                .containsExactly(folder + "/rules/web.yml:6:9: unknown modifier 'contain': did you mean 'contains'?");
        assertThat(DocumentFiles.read(List.of(folder), Optional.empty()).problems())
                .extracting(DocumentProblem::message)
                .containsExactly(
                        "rules do not say whose they are: give --tenant, or put the file below tenants/<name>/");
    }

    @Test
    void whatNoRunningJobCanMatchIsToldAndTheRestIsTaken() throws IOException {
        write("rules/web.yml", REFUSED + "---\n" + MANY.replace("gte: 5", "gte: 20000"));

        DocumentFiles files = DocumentFiles.read(List.of(folder), Optional.of("acme"));

        assertThat(files.problems())
                .extracting(DocumentProblem::toString)
                .containsExactly(
                        folder
                                + "/rules/web.yml:9:1: it needs 20,000 events of a group, and 10,000 are kept: lower its bounds");
        assertThat(files.documents())
                .extracting(located -> located.document().name())
                .containsExactly("refused");
    }

    @Test
    void theOptionBindsToo() throws IOException {
        write("x.yaml", "kind: Tenant\nname: other\n");
        write("tenants/third/y.yaml", "kind: Tenant\nname: third\n");

        assertThat(DocumentFiles.read(List.of(folder), Optional.of("acme")).problems())
                .hasSize(2)
                .extracting(DocumentProblem::message)
                .anyMatch(message -> message.contains("given with --tenant acme"))
                .anyMatch(message -> message.contains("not of the tenant that --tenant names"));
    }

    @Test
    void aDocumentThatStandsTwiceIsRefusedWithBothPlaces() throws IOException {
        write("a.yaml", ACME);
        write("b.yaml", "\n" + ACME);

        List<DocumentProblem> problems =
                DocumentFiles.read(List.of(folder), Optional.empty()).problems();

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).toString())
                .contains("b.yaml:2:1: tenant acme stands in")
                .contains("a.yaml:1 already");
    }

    @Test
    void whatCannotBeReadIsTold() {
        for (Path path : List.of(folder, folder.resolve("none"))) {
            assertThatExceptionOfType(OperationException.class)
                    .isThrownBy(() -> DocumentFiles.read(List.of(path), Optional.empty()))
                    .withMessageContaining("-f " + path);
        }
    }

    @Test
    void aFolderThatIsNoTenantsNameIsTold() throws IOException {
        write("tenants/Acme-1/x.yaml", ACME);

        assertThatExceptionOfType(OperationException.class)
                .isThrownBy(() -> DocumentFiles.read(List.of(folder), Optional.empty()))
                .withMessageContaining("tenants/Acme-1 is no tenant's name");
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
