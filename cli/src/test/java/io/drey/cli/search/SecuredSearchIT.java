package io.drey.cli.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.event.SecretReference;
import io.drey.search.IndexTemplates;
import io.drey.search.OpenSearchClient;
import io.drey.search.OpenSearchConnection;
import io.drey.search.OpenSearchOptions;
import io.drey.testing.SecuredOpenSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands with an OpenSearch that wants TLS, a login and rights. */
class SecuredSearchIT {

    @TempDir
    private static Path folder;

    private static SecuredOpenSearch node;

    @BeforeAll
    static void writeALine() throws Exception {
        node = SecuredOpenSearch.start(folder.resolve("node"));
        Path password = Files.writeString(folder.resolve("password"), SecuredOpenSearch.PASSWORD);
        Files.writeString(folder.resolve("reader"), SecuredOpenSearch.READER);
        OpenSearchClient client = new OpenSearchClient(new OpenSearchConnection(
                List.of(node.url()),
                SecuredOpenSearch.USER,
                new SecretReference(OpenSearchOptions.PASSWORD.key(), "file:" + password),
                node.authority().toString(),
                OpenSearchOptions.REQUEST_TIMEOUT.defaultValue()));
        IndexTemplates.install(client);
        client.send(
                "POST",
                "/logs-locked-2020.01.01/_doc?refresh=true",
                "{\"@timestamp\":\"2020-01-01T00:00:00Z\",\"message\":\"kept\",\"data_stream\":{\"namespace\":\"locked\"}}"
                        .getBytes(UTF_8));
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void whoLogsInFindsRotatesAndExpires() {
        CommandRun found = command(SecuredOpenSearch.USER, "password", "search", "--tenant", "locked");
        assertThat(found.exitCode()).as(found.err()).isZero();
        assertThat(found.out()).contains("kept");

        CommandRun rotated =
                command(SecuredOpenSearch.USER, "password", "index", "rotate", "--tenant", "locked", "--settle", "0d");
        assertThat(rotated.exitCode()).as(rotated.err()).isZero();
        assertThat(rotated.out()).contains("read-only");
    }

    @Test
    void whoMayOnlyReadFindsAndRotatesNothing() {
        CommandRun found = command(SecuredOpenSearch.READER, "reader", "search", "--tenant", "locked");
        assertThat(found.exitCode()).as(found.err()).isZero();
        assertThat(found.out()).contains("kept");

        CommandRun refused = command(
                SecuredOpenSearch.READER, "reader", "index", "expire", "--tenant", "locked", "--keep", "logs=30d");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err().lines()).hasSize(1);
        assertThat(refused.err()).contains("forbids").contains("no permissions");
    }

    @Test
    void aWrongPasswordIsTold() {
        CommandRun run = command(SecuredOpenSearch.USER, "reader", "search", "--tenant", "locked");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("opensearch-password").doesNotContain("readall");
    }

    @Test
    void aCertificateThatIsNotTrustedIsTold() {
        CommandRun run = CommandRun.drey("search", "--tenant", "locked", "-Dopensearch-urls=" + node.url());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("opensearch-ca");
    }

    @Test
    void dashboardsBehindACertificateAreReachedByItsAuthorityOnly() throws IOException {
        CommandRun untrusted =
                CommandRun.drey("dashboards", "install", "--url", node.url().toString());
        assertThat(untrusted.exitCode()).isEqualTo(1);
        assertThat(untrusted.err()).contains("of no authority that is trusted").contains("--ca");

        CommandRun otherName = CommandRun.drey(
                "dashboards",
                "install",
                "--url",
                "https://localhost:" + node.url().getPort(),
                "--ca",
                node.authority().toString());
        assertThat(otherName.err()).contains("is not valid for it").contains("localhost");

        // What answers is OpenSearch, not Dashboards: the connection itself is right.
        CommandRun trusted = CommandRun.drey(
                "dashboards",
                "install",
                "--url",
                node.url().toString(),
                "--ca",
                node.authority().toString());
        assertThat(trusted.err()).contains("is no OpenSearch Dashboards").contains("--url");
    }

    private static CommandRun command(String user, String passwordFile, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("-Dopensearch-urls=" + node.url());
        all.add("-Dopensearch-user=" + user);
        all.add("-Dopensearch-password=file:" + folder.resolve(passwordFile));
        all.add("-Dopensearch-ca=" + node.authority());
        return CommandRun.drey(all.toArray(String[]::new));
    }
}
