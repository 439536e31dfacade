package io.drey.cli.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.cli.CommandRun;
import io.drey.search.IndexTemplates;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.StackTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An erasure reaches a tenant's documents in a real OpenSearch, and nobody else's. */
@StackTest(Server.OPENSEARCH)
class SearchErasureIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String SUBJECT = "203.0.113.7";

    @TempDir
    private static Path folder;

    private static URI url;

    @BeforeAll
    static void write(LocalStack stack) throws Exception {
        url = stack.openSearch().url();
        IndexTemplates.install(url);
        index("logs-forgetful-2026.03.01", "forgetful", SUBJECT, "GET /");
        index("logs-forgetful-2026.03.01", "forgetful", "203.0.113.70", "GET /");
        index("logs-forgetful-2026.03.02", "forgetful", "198.51.100.1", "sent on behalf of " + SUBJECT);
        index("logs-forgetful-2026.03.02", "forgetful", "198.51.100.1", "sent on behalf of 203.0.113.70");
        index("alerts-forgetful-2026.03", "forgetful", SUBJECT, "failed logins");
        index("logs-mindful-2026.03.01", "mindful", SUBJECT, "GET /");
        // As drey query --into makes it.
        ask(
                "PUT",
                "/results-forgetful-callers",
                "{\"mappings\":{\"properties\":{\"source_ip\":{\"type\":\"keyword\"}}}}");
        for (String address : new String[] {SUBJECT, "203.0.113.70"}) {
            ask("POST", "/results-forgetful-callers/_doc", "{\"source_ip\":\"%s\"}".formatted(address));
        }
        ask("POST", "/_refresh", null);
        ask("PUT", "/logs-forgetful-2026.03.02/_settings", "{\"index.blocks.write\":true}");
        assertThat(drey("init").exitCode()).isZero();
    }

    @Test
    void documentsOfTheSubjectAreGoneAndThoseOfOthersStay() throws Exception {
        CommandRun counted = erase("--dry-run");
        assertThat(counted.exitCode()).as(counted.err()).isZero();
        assertThat(counted.out()).contains("results-forgetful-*\",would be erased,4,");
        assertThat(count("logs-forgetful-*,alerts-forgetful-*")).isEqualTo(5);

        CommandRun erased = erase();

        assertThat(erased.exitCode()).as(erased.err()).isZero();
        assertThat(erased.out()).contains("results-forgetful-*\",erased,4,");
        assertThat(count("logs-forgetful-*,alerts-forgetful-*")).isEqualTo(2);
        assertThat(count("results-forgetful-*")).as("of another one").isEqualTo(1);
        assertThat(count("logs-mindful-*")).isEqualTo(1);
        assertThat(ask("GET", "/logs-forgetful-2026.03.02/_settings/index.blocks.write?flat_settings=true", null))
                .as("a settled index is settled again")
                .contains("\"index.blocks.write\":\"true\"");
        assertThat(erase().out()).as("again").contains("results-forgetful-*\",erased,0,");
    }

    private static CommandRun erase(String... more) {
        String[] arguments = {
            "erase",
            "--tenant",
            "forgetful",
            "--subject",
            "source.ip=" + SUBJECT,
            "--reason",
            "ticket 9",
            "--format",
            "csv",
            "-Dopensearch-urls=" + url
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return drey(all);
    }

    private static CommandRun drey(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "lake";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "-Dlake-catalog-type=hadoop";
        all[arguments.length + 2] = "-Dlake-warehouse=" + folder.resolve("lake").toUri();
        return CommandRun.drey(all);
    }

    private static void index(String index, String tenant, String address, String message) throws Exception {
        ObjectNode document = JSON.createObjectNode();
        document.put("@timestamp", "2026-03-01T00:00:00Z").put("message", message);
        document.putObject("data_stream").put("namespace", tenant).put("dataset", "web");
        document.putObject("source").put("ip", address);
        ask("POST", "/" + index + "/_doc", document.toString());
    }

    private static long count(String indices) throws Exception {
        ask("POST", "/" + indices + "/_refresh", null);
        return JSON.readTree(ask("GET", "/" + indices + "/_count", null))
                .path("count")
                .asLong();
    }

    private static String ask(String method, String path, String body) throws Exception {
        var response = HTTP.send(
                HttpRequest.newBuilder(url.resolve(path))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body.getBytes(UTF_8)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return response.body();
    }
}
