package io.drey.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyCommandTest {

    @TempDir
    private Path folder;

    @Test
    void pruningByFilesThatNameNoTenantIsRefused() throws IOException {
        Files.writeString(
                folder.resolve("datasets.yaml"),
                """
                kind: Dataset
                tenant: acme
                name: access
                format: combined
                """);

        CommandRun run = CommandRun.drey("apply", "-f", folder.toString(), "--prune", "--yes");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualToIgnoringNewLines(
                        "drey: --prune would delete the documents of all tenants: no file holds a 'kind: Tenant';"
                                + " point -f to the right folder, or name the tenant that is meant with --tenant NAME");
    }

    @Test
    void pruningATenantByFilesWithoutADocumentIsRefused() throws IOException {
        Path tenant = Files.createDirectories(folder.resolve("tenants/acme"));
        Files.writeString(tenant.resolve("all.yaml"), "# nothing yet\n");

        CommandRun byFolder = CommandRun.drey("apply", "-f", tenant.toString(), "--prune", "--yes");
        CommandRun byOption =
                CommandRun.drey("apply", "-f", folder.toString(), "--tenant", "acme", "--prune", "--dry-run");

        for (CommandRun run : new CommandRun[] {byFolder, byOption}) {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .startsWith(
                            "drey: --prune would delete all documents of tenant 'acme': the files hold none; point -f");
        }
    }
}
