package io.drey.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.FieldName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What fields of rules are called here. */
final class TaxonomyTest {

    private static final At NOWHERE = new At(1, 1);

    @ParameterizedTest
    @CsvSource({
        "webserver,,, cs-uri-query, url.original",
        "webserver,,, c-uri, url.original",
        "webserver,,, cs-uri-stem, url.path",
        "webserver,,, source.ip, source.ip",
        "webserver,,, labels.mine, labels.mine",
        "proxy,,, c-useragent, user_agent.original",
        "firewall,,, dst_port, destination.port",
        "process_creation, linux,, Image, process.executable",
        "process_creation, linux,, LogonId, labels.LogonId",
        "process_creation, windows,, OriginalFileName, process.pe.original_file_name",
        "image_load, windows,, OriginalFileName, file.pe.original_file_name",
        ", windows, security, SubjectUserSid, winlog.event_data.SubjectUserSid",
        ", aws, cloudtrail, userIdentity.arn, labels.userIdentity.arn",
        ", aws, elb, request_verb, http.request.method",
        ", zeek, conn, id.resp_p, destination.port",
        ", unknown,, some field, labels.some field",
        ", unknown,, drey.x, labels.payload.drey.x",
    })
    void mapsAFieldByItsLogs(String category, String product, String service, String field, String expected) {
        assertThat(taxonomy(category, product, service).field(field, NOWHERE)).hasToString(expected);
    }

    @Test
    void knowsAllFieldsOfWebServers() {
        assertThatThrownBy(() -> taxonomy("webserver", null, null).field("cs-uri-stm", NOWHERE))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(refused.remedy())
                        .isEqualTo("did you mean 'cs-uri-stem'?"));
    }

    @Test
    void whatEventsOfALogAreLikeIsSaidInWordsThatAllKnow() {
        assertThat(TaxonomyFiles.SHIPPED.all()).isNotEmpty().allSatisfy(source -> {
            assertThat(source.logsource().toString()).isNotEmpty();
            source.fields().values().forEach(field -> assertThat(FieldName.find(field))
                    .as(field)
                    .isPresent());
            Problems problems = new Problems("taxonomy");
            Detection detection = new Detection(Taxonomy.ECS, Placeholders.NONE, problems);
            source.events().ifPresent(events -> assertThat(detection.selection(events, NOWHERE))
                    .isNotNull());
            assertThat(problems.found()).isEmpty();
        });
    }

    @Test
    void allFilesOfTheBuildAreRead() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("drey.home", "../.."))
                .resolve("core/rules/src/main/resources/io/drey/rules/sigma/taxonomy"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".yml", "")))
                    .containsExactlyInAnyOrderElementsOf(TaxonomyFiles.NAMES);
        }
    }

    private static Taxonomy taxonomy(String category, String product, String service) {
        return Taxonomy.of(new Logsource(
                Optional.ofNullable(category), Optional.ofNullable(product), Optional.ofNullable(service)));
    }
}
