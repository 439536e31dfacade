package io.drey.cli.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.operations.OperationException;
import io.drey.operations.dashboards.DashboardPack;
import io.drey.operations.dashboards.IndexFields;
import io.drey.operations.dashboards.SavedObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SavedObjectsTest {

    @TempDir
    private Path folder;

    static List<String> packs() throws IOException {
        try (Stream<Path> files = Files.list(PackFile.folder().resolve("packs"))) {
            return files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("packs")
    void theCommittedFileIsWhatItsDescriptionMakes(String pack) throws IOException {
        DashboardPack description =
                DashboardPack.read(PackFile.folder().resolve("packs").resolve(pack + ".yaml"));
        assertThat(description.id()).isEqualTo(pack);
        assertThat(PackFile.read(pack))
                .as("run bin/drey dashboards build after a change of packs/%s.yaml", pack)
                .isEqualTo(new String(
                        SavedObjects.ndjson(
                                description, new IndexFields(PackFile.folder().resolve("templates"))),
                        UTF_8));
    }

    @ParameterizedTest
    @MethodSource("packs")
    void referencesResolveTypesAreKnownAndFieldsExist(String pack) throws IOException {
        assertThat(PackCheck.problems(PackFile.read(pack))).isEmpty();
        assertThat(new PackFile(PackFile.read(pack)).ofType("visualization")).hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"id\":\"drey-web-traffic-pages\",\"migr | \"id\":\"other\",\"migr | refers to visualization drey-web-traffic-pages",
                "\"id\":\"drey-metrics\",\"migr | \"id\":\"other\",\"migr | refers to index-pattern drey-metrics",
                "\\\"field\\\":\\\"attribute_value\\\" | \\\"field\\\":\\\"value_of_it\\\" | names the field value_of_it",
                "attribute_type:status | kind:status | names the field kind",
                "metric:bytes | measure:bytes | names the field measure",
                "hour_of_day | hour | names the field hour",
                "window_seconds:60 | seconds:60 | names the field seconds",
                "\\\"type\\\":\\\"histogram\\\" | \\\"type\\\":\\\"region_map\\\" | is of type region_map",
                "_exists_:http.response.status_code | _exists_:http.status | names the field http.status",
                "\"search\":\"7.9.3\" | \"search\":\"7.10.0\" | is of another version",
                "data_stream.dataset\\\",\\\"label | dataset\\\",\\\"label | names the field dataset",
                "wider_end | later_end | names the field later_end",
                "\"hits\":0 | \"hint\":0 | has the attribute hint",
                "\"visualization\":\"7.10.0\" | \"visualization\":\"8.0.0\" | is of another version",
                "\"title\":\"metrics-*\" | \"title\":\"metric-*\" | which no template is for",
                "\\\"orderBy\\\":\\\"1\\\" | \\\"orderBy\\\":\\\"9\\\" | is ordered by 9",
                "\\\"panelRefName\\\":\\\"panel_2\\\" | \\\"panelRefName\\\":\\\"panel_22\\\" | has the panels",
                "\\\"x\\\":10, | \\\"x\\\":9, | has panels over each other",
                "\\\"w\\\":48 | \\\"w\\\":49 | out of place",
                ">=60s | >=30s | has steps of >=30s, and reads windows of up to 60 s",
            })
    void theCheckSeesWhatIsWrong(String from, String to, String problem) throws IOException {
        String right = PackFile.read("web-traffic");
        assertThat(right).contains(from.strip());
        assertThat(PackCheck.problems(right.replace(from.strip(), to.strip())))
                .anySatisfy(found -> assertThat(found).contains(problem));
    }

    @Test
    void aDescriptionThatIsWrongIsToldWithItsPlace() throws IOException {
        Path file = folder.resolve("wrong.yaml");
        String right = Files.readString(PackFile.folder().resolve("packs/web-traffic.yaml"));
        Files.writeString(file, right.replace("by: attribute_value", "buy: attribute_value"));
        assertThatThrownBy(() -> DashboardPack.read(file))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("wrong.yaml:")
                .hasMessageContaining("'by'");

        Files.writeString(file, right.replace("label: requests", "label: requests\n        colour: red"));
        assertThatThrownBy(() -> DashboardPack.read(file)).hasMessageContaining("colour");

        Files.writeString(file, right.replace("width: 10", "width: 28"));
        assertThatThrownBy(() -> DashboardPack.read(file)).hasMessageContaining("use 48 at most");

        Files.writeString(file, right.replace("id: callers", "id: pages"));
        assertThatThrownBy(() -> DashboardPack.read(file)).hasMessageContaining("two panels pages");
    }
}
