package io.drey.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.format.LineSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentTextTest {

    private static final String ACCESS =
            """
            kind: Dataset
            tenant: acme
            name: access
            format: combined
            """;

    @Test
    void readsSeveralDocumentsOfOneFile() {
        DocumentText text = read(
                """
                # the tenant
                kind: Tenant
                name: acme
                class: small
                retention: {raw: 36h}
                dataset-defaults:
                  future-cap: 90s
                ---
                kind: Dataset
                tenant: acme
                name: access
                format: combined
                mode: files
                retention: 400d
                ---
                """);

        assertThat(text.problems()).isEmpty();
        assertThat(text.documents())
                .extracting(located -> located.document().toString() + " at line " + located.line())
                .containsExactly("tenant acme at line 2", "dataset acme/access at line 9");
        TenantDocument tenant = TenantDocument.of(text.documents().get(0).document());
        assertThat(tenant.partitions()).isEqualTo(1);
        assertThat(tenant.retention().raw()).isEqualTo(Duration.ofHours(36));
        assertThat(tenant.retention().events()).isEqualTo(Duration.ofDays(1));
        assertThat(DatasetDocument.of(text.documents().get(1).document(), tenant))
                .isEqualTo(new DatasetDocument(
                        new DatasetId("acme", "access"),
                        LineSettings.of("combined"),
                        DatasetDocument.Mode.FILES,
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(10),
                        Duration.ofHours(1),
                        Duration.ofSeconds(90),
                        1,
                        Optional.of(Duration.ofDays(400)),
                        SearchPolicy.DEFAULT,
                        Consumers.ALL,
                        List.of(),
                        new TreeSet<>()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reoder-delay: 5s | 5:1 | unknown key 'reoder-delay': did you mean 'reorder-delay'?",
                "reorder-delay: 5 | 5:16 | '5' is not a length of time: write a number and a unit",
                "reorder-delay: -PT5S | 5:16 | '-PT5S' is not a length of time",
                "reorder-delay: | 5:15 | 'reorder-delay' has no value",
                "format: common | 5:1 | 'format' was given before",
                "mode: life | 5:7 | 'life' is not known: did you mean 'live'?",
                "max-line-bytes: 0 | 5:17 | '0' is not allowed: use a whole number from 1 to",
                "max-line-bytes: 1e3 | 5:17 | '1e3' is not allowed",
                "max-line-bytes: 99999999999999999999 | 5:17 | is not allowed",
                "impersonal: labels.order.id | 5:13 | is not a list",
                "impersonal: [labels.a, order.id] | 5:24 | unknown field 'order.id'",
                "impersonal: [source.ip] | 5:14 | 'source.ip' is personal in all datasets",
                "partitions: [1] | 5:13 | '[1]' is not allowed",
                "retention: always | 5:12 | or 'forever'",
                "time-format: epoch-seconds | 5:1 | time-format is of no use to lines of 'combined', whose time has its place",
                "xyzzy: 1 | 5:1 | unknown key 'xyzzy': use one of kind, tenant, name, format",
                "? [a] : b | 5:3 | a key must be a word",
            })
    void aProblemHasItsLineAndColumn(String line, String place, String message) {
        DocumentText text = read(ACCESS + line + "\n");

        assertThat(text.documents()).isEmpty();
        assertThat(text.problems()).hasSize(1);
        assertThat(text.problems().get(0).toString())
                .startsWith("acme.yaml:" + place + ": ")
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: Datset | 1:7 | unknown kind 'Datset': did you mean 'Dataset'?",
                "kind: dataset | 1:7 | unknown kind 'dataset': did you mean 'Dataset'?",
                "name: access | 1:1 | 'kind' is missing: use one of Tenant, Dataset",
                "just text | 1:1 | a document is a list of 'key: value' lines",
                "{kind: Dataset, tenant: acme, name: a-b, format: json} | 1:37 | 'a-b' is not allowed: use 2 to 31",
                "{kind: Dataset, tenant: acme, name: 12, format: json} | 1:37 | '12' is not text: if text is meant",
                "{kind: Dataset, tenant: acme, name: ab} | 1:1 | 'format' is missing: the lines' format",
                "{kind: Dataset, name: ab, format: json} | 1:1 | 'tenant' is missing: say whose it is",
                "{kind: Dataset, tenant: acme, name: ab, format: jsn} | 1:49 | 'jsn' is not known: did you mean 'json'?",
                "{kind: Tenant, name: acme, retention: 5d} | 1:39 | '5d' is not allowed: write entries below",
                "{kind: Tenant, name: acme, retention: {rw: 5d}} | 1:40 | unknown key 'rw': did you mean 'raw'?",
                "{kind: Tenant, name: acme | 1:26 | not YAML: expected ',' or '}'",
                "kind: 'Tenant | 1:14 | not YAML: found unexpected end of stream",
                "kind: !!java.net.URL [x] | 1:7 | not YAML: Global tag is not allowed",
            })
    void aProblemOfAWholeDocumentHasItsPlaceToo(String document, String place, String message) {
        DocumentText text = read(document);

        assertThat(text.documents()).isEmpty();
        assertThat(text.problems()).hasSize(1);
        assertThat(text.problems().get(0).toString())
                .startsWith("acme.yaml:" + place + ": ")
                .contains(message);
    }

    @Test
    void allProblemsAreToldAndTheOtherDocumentsAreRead() {
        DocumentText text = read(ACCESS + "---\n" + ACCESS + "mode: x\nfuture-cap: y\n---\n" + ACCESS);

        assertThat(text.documents()).hasSize(2);
        assertThat(text.problems())
                .extracting(problem -> problem.line() + ":" + problem.column())
                .containsExactlyInAnyOrder("10:7", "11:13");
    }

    @Test
    void whatStandsBelowATenantsFolderMaySpeakOfThatTenantOnly() {
        Optional<Binding> binding = Optional.of(new Binding("acme", "below tenants/acme/"));

        DocumentText foreign =
                DocumentText.read("a.yaml", ACCESS.replace("acme", "other").getBytes(UTF_8), binding);
        assertThat(foreign.problems())
                .extracting(DocumentProblem::toString)
                .containsExactly("a.yaml:2:9: tenant 'other' is another's: documents below tenants/acme/ may speak of "
                        + "tenant 'acme' only");
        assertThat(foreign.documents()).isEmpty();

        DocumentText foreignTenant = DocumentText.read("a.yaml", "kind: Tenant\nname: other".getBytes(UTF_8), binding);
        assertThat(foreignTenant.problems())
                .extracting(DocumentProblem::line, DocumentProblem::column)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(2, 7));

        DocumentText unnamed =
                DocumentText.read("a.yaml", ACCESS.replace("tenant: acme\n", "").getBytes(UTF_8), binding);
        assertThat(unnamed.problems()).isEmpty();
        assertThat(unnamed.documents().get(0).document().tenant()).isEqualTo("acme");
    }

    @Test
    void wordsThatOlderYamlTookForTruthValuesAreNames() {
        DocumentText text = read("kind: Tenant\nname: no\n---\nkind: Tenant\nname: on");

        assertThat(text.problems()).isEmpty();
        assertThat(text.documents())
                .extracting(located -> located.document().name())
                .containsExactly("no", "on");
    }

    @Test
    void hostileFilesAreRefusedQuickly() {
        StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (char c = 'b'; c <= 'z'; c++) {
            bomb.append("%c: &%c [*%c,*%c,*%c,*%c]\n".formatted(c, c, c - 1, c - 1, c - 1, c - 1));
        }
        for (byte[] file : List.of(
                bomb.substring(0, 300)
                        .substring(0, bomb.substring(0, 300).lastIndexOf('\n'))
                        .getBytes(UTF_8),
                "kind: &a [*a]".getBytes(UTF_8),
                ("kind: " + "[".repeat(10_000)).getBytes(UTF_8),
                "kind: \u0001".getBytes(UTF_8),
                "kind: \u00e4".getBytes(StandardCharsets.ISO_8859_1))) {
            DocumentText text = DocumentText.read("a.yaml", file, Optional.empty());
            assertThat(text.documents()).isEmpty();
            assertThat(text.problems()).hasSize(1);
        }
        assertThat(DocumentText.read("a.yaml", new byte[0], Optional.empty()))
                .isEqualTo(new DocumentText(List.of(), List.of()));
    }

    @Test
    void equalDocumentsHaveOneFormHoweverTheyAreWritten() {
        Document one = read(ACCESS + "reorder-delay: 60s\nmode: live\n")
                .documents()
                .get(0)
                .document();
        Document other =
                read("{mode: 'live', reorder-delay: PT1M, format: combined, name: access, tenant: acme, kind: Dataset}")
                        .documents()
                        .get(0)
                        .document();

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one.hash()).isEqualTo(other.hash()).hasSize(16);
        assertThat(one.toJson())
                .hasToString("{\"kind\":\"Dataset\",\"tenant\":\"acme\",\"name\":\"access\",\"format\":\"combined\","
                        + "\"mode\":\"live\",\"reorder-delay\":\"1m\"}");
        assertThat(one).isNotEqualTo(read(ACCESS).documents().get(0).document());
    }

    @Test
    void whatIsPrintedCanBeAppliedAgain() {
        for (String document : List.of(
                ACCESS,
                "kind: Tenant\nname: 'no'\nclass: large\nretention:\n  raw: 90m\n",
                "kind: Tenant\nname: e12\ndataset-defaults:\n  retention: forever\n  max-line-bytes: 5\n")) {
            Document read = read(document).documents().get(0).document();
            assertThat(read(read.toYaml()).documents())
                    .extracting(DocumentText.Located::document)
                    .containsExactly(read);
        }
    }

    private static DocumentText read(String text) {
        return DocumentText.read("acme.yaml", text.getBytes(UTF_8), Optional.empty());
    }
}
