package io.drey.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.job.opensearch.SearchDocument;
import io.drey.testing.SecuredOpenSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS, logins and rights with a real node and its security plugin. */
@Timeout(900)
class SecuredOpenSearchIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static SecuredOpenSearch node;

    @BeforeAll
    static void start() {
        node = SecuredOpenSearch.start(folder);
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void writesWithLoginAndTrustInTheNodesAuthority() throws Exception {
        OpenSearchSettings settings = settings(Map.of());
        OpenSearchClient client = new OpenSearchClient(settings.connection());
        client.check();
        IndexTemplates.install(client);
        IndexTemplates.installTenant(client, "acme");

        assertThat(write(settings, "secured")).isEmpty();

        assertThat(JSON.readTree(client.send("GET", "/logs-acme/_doc/secured", new byte[0])
                                .body())
                        .path("found")
                        .asBoolean())
                .isTrue();
    }

    /** Flink's connector, as queries end in it. */
    @Test
    void theConnectorLogsInAndLeavesNewerVersionsAlone() throws Exception {
        OpenSearchSettings settings = settings(Map.of());
        OpenSearchClient client = new OpenSearchClient(settings.connection());

        intoConnector(settings, new SearchDocument("results-acme-versions", "a", 5, json(5)));
        intoConnector(settings, new SearchDocument("results-acme-versions", "a", 3, json(3)));
        intoConnector(settings, new SearchDocument("results-acme-versions", "a", 5, json(6)));

        assertThat(JSON.readTree(client.send("GET", "/results-acme-versions/_doc/a", new byte[0])
                                .body())
                        .at("/_source/n")
                        .asInt())
                .isEqualTo(6);
    }

    @Test
    void theConnectorEndsTheJobWhereItIsRefusedOrDoesNotTrust() throws Exception {
        Path password = Files.writeString(folder.resolve("reader"), SecuredOpenSearch.READER);
        OpenSearchSettings reader = settings(
                Map.of("opensearch-user", SecuredOpenSearch.READER, "opensearch-password", "file:" + password));
        assertThatThrownBy(
                        () -> intoConnector(reader, SearchDocument.unversioned("results-acme-forbidden", "a", json(1))))
                .rootCause()
                .hasMessageContaining(
                        "OpenSearch refused 1 documents, the first one, a of index results-acme-forbidden, with 403");
        OpenSearchSettings foreign =
                settings(Map.of("opensearch-ca", node.foreignAuthority().toString()));
        assertThatThrownBy(
                        () -> intoConnector(foreign, SearchDocument.unversioned("results-acme-foreign", "a", json(1))))
                .hasStackTraceContaining("PKIX path");
    }

    private static byte[] json(int n) {
        return "{\"n\":%d}".formatted(n).getBytes(UTF_8);
    }

    private static void intoConnector(OpenSearchSettings settings, SearchDocument document) throws Exception {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setRuntimeMode(RuntimeExecutionMode.BATCH);
        environment.fromData(TypeInformation.of(SearchDocument.class), document).sinkTo(ConnectorSink.of(settings));
        environment.execute();
    }

    @Test
    void saysThatThePasswordIsWrong() throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong-password"), "guess");

        assertThatThrownBy(() -> check(Map.of("opensearch-password", "file:" + wrong)))
                .isInstanceOf(OpenSearchException.class)
                .hasMessage("OpenSearch at %s/ does not accept user 'admin' with the password of file:%s: mend"
                                .formatted(node.url(), wrong)
                        + " opensearch-user or opensearch-password");
    }

    @Test
    void saysThatALoginIsAskedFor() {
        assertThatThrownBy(() -> new OpenSearchClient(new OpenSearchConnection(
                                List.of(node.url()),
                                "",
                                null,
                                node.authority().toString(),
                                OpenSearchOptions.REQUEST_TIMEOUT.defaultValue()))
                        .check())
                .isInstanceOf(OpenSearchException.class)
                .hasMessageEndingWith("asks for a login: set opensearch-user and opensearch-password");
    }

    @Test
    void saysThatTheCertificateIsNotTrusted() {
        assertThatThrownBy(() ->
                        check(Map.of("opensearch-ca", node.foreignAuthority().toString())))
                .isInstanceOf(OpenSearchException.class)
                .hasMessageContaining("the certificate of %s is not signed by the authority in %s"
                        .formatted(node.url(), node.foreignAuthority()));
        assertThatThrownBy(() -> check(Map.of("opensearch-ca", "")))
                .isInstanceOf(OpenSearchException.class)
                .hasMessageContaining("set opensearch-ca to the PEM file of its authority");
    }

    @Test
    void saysThatTheCertificateIsAnotherHosts() {
        assertThatThrownBy(() -> check(Map.of(
                        "opensearch-urls", "https://localhost:" + node.url().getPort())))
                .isInstanceOf(OpenSearchException.class)
                .hasMessageContaining("is another host's")
                .hasMessageEndingWith("use a name of the certificate in opensearch-urls");
    }

    @Test
    void saysThatTheAddressIsWrong() throws IOException {
        assertThatThrownBy(() -> check(Map.of("opensearch-urls", "https://127.0.0.1:1")))
                .isInstanceOf(IOException.class)
                .hasMessage("nobody answers at https://127.0.0.1:1: see whether OpenSearch runs, or mend"
                        + " opensearch-urls");
        assertThatThrownBy(() -> check(Map.of("opensearch-urls", "https://no-such-host.invalid:9200")))
                .hasMessage("the host of https://no-such-host.invalid:9200 is not known: mend opensearch-urls");
        assertThatThrownBy(() -> check(Map.of(
                        "opensearch-urls", "http://127.0.0.1:" + node.url().getPort())))
                .hasMessageContaining("if it wants TLS, write https:// in opensearch-urls");
    }

    @Test
    void whatTheUserMayNotWriteIsADeadLetterThatSaysSo() throws Exception {
        Path password = Files.writeString(folder.resolve("reader"), SecuredOpenSearch.READER);
        OpenSearchSettings settings = settings(Map.of(
                "opensearch-user",
                SecuredOpenSearch.READER,
                "opensearch-password",
                "file:" + password,
                "opensearch-blocked-index-patience",
                "0 s"));

        assertThat(write(settings, "forbidden")).singleElement().satisfies(rejected -> {
            assertThat(rejected.status()).isEqualTo(403);
            assertThat(rejected.reason()).contains("security_exception").contains("no permissions");
        });
    }

    private static List<RejectedDocument> write(OpenSearchSettings settings, String id) throws Exception {
        try (BulkClient bulk = new BulkClient(settings, Clock.systemUTC())) {
            return bulk.write(List.of(SearchDocument.unversioned(
                            "logs-acme-2026.01", id, "{\"message\":\"hello\"}".getBytes(UTF_8))))
                    .get(3, TimeUnit.MINUTES);
        }
    }

    private static void check(Map<String, String> changed) throws IOException, InterruptedException {
        new OpenSearchClient(settings(changed).connection()).check();
    }

    private static OpenSearchSettings settings(Map<String, String> changed) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), SecuredOpenSearch.PASSWORD + "\n");
        Map<String, String> settings = new HashMap<>(Map.of(
                "opensearch-urls",
                node.url().toString(),
                "opensearch-user",
                SecuredOpenSearch.USER,
                "opensearch-password",
                "file:" + password,
                "opensearch-ca",
                node.authority().toString(),
                "opensearch-retry-delay",
                "50 ms"));
        settings.putAll(changed);
        return OpenSearchSettings.from(Configuration.fromMap(settings));
    }
}
