package io.drey.cli.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.lake.LakeOption;
import io.drey.event.Sha256;
import io.drey.lake.LakeSettings;
import io.drey.operations.serve.ServedInstallation;
import io.drey.query.QuerySettings;
import io.drey.query.SampleLake;
import io.drey.query.catalog.QueryCatalog;
import io.drey.serve.QueryService;
import io.drey.serve.ServeSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.process.Ports;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances of the query service that share a database: whichever is asked answers, and both follow their files. */
@StackTest(Server.POSTGRES)
class SharedRunsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void oneAnswersForTheOther(LocalStack stack) throws Exception {
        SampleLake.land(LakeSettings.inFolder(folder.resolve("lake").toUri().toString()));
        Files.writeString(
                folder.resolve("access.yaml"),
                """
                roles:
                  security: {tenants: [acme], sees: security}
                tokens:
                  sam: {role: security, sha256: %s}
                  eve: {role: security, sha256: %s}
                """
                        .formatted(Sha256.of("token of sam"), Sha256.of("token of eve")));
        try (QueryService other = start("other", stack)) {
            String report = askedOfTheOther(other, stack);

            assertThat(get(other, "sam", "/api/v1/runs/" + report).statusCode())
                    .as("what an instance had is gone with it")
                    .isEqualTo(404);
            assertThat(json(get(other, "sam", "/api/v1/runs")).path("runs")).isEmpty();
            followsItsFiles(other);
        }
    }

    /** What one has is answered by the other as long as it is there; returns a run of it. */
    private String askedOfTheOther(QueryService other, LocalStack stack) throws Exception {
        try (QueryService one = start("one", stack)) {
            String run = begin(one, "{\"query\":\"frequent-404-pages\",\"parameters\":{\"tenant\":\"acme\"}}");
            String report = begin(one, "{\"report\":\"invalid-access-attempts\",\"parameters\":{\"tenant\":\"acme\"}}");
            for (String each : List.of(run, report)) {
                Await.equal("the other one to say that it is done", PATIENCE, "done", () -> json(get(
                                other, "sam", "/api/v1/runs/" + each))
                        .path("state")
                        .asText());
            }
            String rows = "/api/v1/runs/" + run + "/rows?format=csv";
            assertThat(get(other, "sam", rows).body())
                    .contains("/gone,3,2,")
                    .isEqualTo(get(one, "sam", rows).body());
            String page = "/api/v1/runs/" + report + "/files/invalid-access-attempts.html";
            assertThat(get(other, "sam", page).headers().firstValue("Content-Type"))
                    .contains("text/html; charset=utf-8");
            assertThat(get(other, "sam", page).body())
                    .isEqualTo(get(one, "sam", page).body());
            assertThat(json(get(other, "sam", "/api/v1/runs")).path("runs").findValuesAsText("id"))
                    .containsExactlyInAnyOrder(run, report);
            assertThat(get(other, "eve", "/api/v1/runs/" + run).statusCode()).isEqualTo(404);
            assertThat(get(other, "nobody", "/api/v1/runs/" + run).statusCode()).isEqualTo(401);
            assertThat(get(other, "sam", "/api/v1/runs/00000000-0000-0000-0000-000000000000")
                            .statusCode())
                    .isEqualTo(404);

            assertThat(send(other, "sam", "DELETE", "/api/v1/runs/" + run, null).statusCode())
                    .isEqualTo(200);
            assertThat(get(one, "sam", "/api/v1/runs/" + run).statusCode()).isEqualTo(404);
            return report;
        }
    }

    private void followsItsFiles(QueryService service) throws Exception {
        assertThat(get(service, "sam", "/api/v1/queries/mine").statusCode()).isEqualTo(400);
        Path mine = Files.createDirectories(folder.resolve("queries/mine"));
        Files.writeString(mine.resolve("query.sql"), "SELECT COUNT(*) AS n FROM logs\n");
        Files.writeString(mine.resolve("query.yaml"), "title: Mine\nanswers: How many.\nparameters: []\n");
        Await.exactly(
                "a query of one's own to be known", PATIENCE, 200, () -> get(service, "sam", "/api/v1/queries/mine")
                        .statusCode());
        Path config = folder.resolve("other/config.yaml");
        String settings = Files.readString(config);
        Files.writeString(config, settings + "query-max-bytes: 1b\n");
        Await.exactly("the limit to be in force", PATIENCE, 400, () -> get(
                        service, "sam", "/api/v1/queries/mine/rows?tenant=acme")
                .statusCode());
        Files.writeString(config, settings + "query-max-bytes: many\n");
        Await.until(
                "the mistake to be told",
                PATIENCE,
                () -> get(service, "sam", "/api/v1/queries").statusCode() == 200
                        && told.stream().anyMatch(words -> words.startsWith("what was in force stays in force")));
    }

    private QueryService start(String name, LocalStack stack) throws IOException {
        Path config = Files.createDirectories(folder.resolve(name));
        Path queries = Files.createDirectories(folder.resolve("queries"));
        Path password =
                Files.writeString(config.resolve("password"), stack.postgres().password());
        int port = Ports.free(Set.of(), new SplittableRandom());
        Files.writeString(
                config.resolve("config.yaml"),
                """
                lake-catalog-type: hadoop
                lake-warehouse: %s
                query-folder: %s
                serve-listen: 127.0.0.1:%d
                serve-peer-url: http://127.0.0.1:%d
                schedule-jdbc-url: %s
                schedule-jdbc-user: %s
                schedule-jdbc-password: file:%s
                """
                        .formatted(
                                folder.resolve("lake").toUri(),
                                queries,
                                port,
                                port,
                                stack.postgres().jdbcUrl(),
                                stack.postgres().user(),
                                password));
        LakeOption option = LakeOption.in(config);
        ServedInstallation served = new ServedInstallation(
                option,
                () -> QueryCatalog.builtIn()
                        .with(QuerySettings.from(option.configuration())
                                .folder()
                                .orElseThrow()),
                () -> List.of(config.resolve("config.yaml"), queries),
                Clock.systemUTC(),
                told::add);
        return served.start(ServeSettings.from(option.configuration()), served.policyIn(folder.resolve("access.yaml")));
    }

    private static String begin(QueryService service, String body) throws Exception {
        HttpResponse<String> begun = send(service, "sam", "POST", "/api/v1/runs", body);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        return json(begun).path("id").asText();
    }

    private static HttpResponse<String> get(QueryService service, String who, String path) throws Exception {
        return send(service, who, "GET", path, null);
    }

    private static HttpResponse<String> send(QueryService service, String who, String method, String path, String body)
            throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(service.url().resolve(path))
                        .header("Authorization", "Bearer token of " + who)
                        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString(UTF_8));
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }
}
