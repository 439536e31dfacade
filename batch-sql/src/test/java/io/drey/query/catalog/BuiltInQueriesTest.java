package io.drey.query.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInQueriesTest {

    @Test
    void areThoseThatHaveAFolder() throws IOException {
        assertThat(BuiltInQueries.read()).containsKeys("frequent-404-pages", "top-referring-sites");
    }

    @Test
    void theReportThatMustBeReadDailyIsMadeDaily() throws IOException {
        assertThat(BuiltInQueries.read().get("daily-review").timing())
                .contains(new QueryDefinition.Timing("15 5 * * *", "UTC"));
    }

    @Test
    void areFoundInAJar(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a jar.jar");
        try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + file.toUri()), Map.of("create", "true"))) {
            Path query = Files.createDirectories(jar.getPath("/queries/all-events"));
            Files.writeString(query.resolve("query.yaml"), "title: All\nanswers: How many.\n");
            Files.writeString(query.resolve("query.sql"), "SELECT COUNT(*) AS events FROM logs");
        }

        assertThat(BuiltInQueries.read(
                        URI.create("jar:" + file.toUri() + "!/queries").toURL()))
                .hasEntrySatisfying("all-events", query -> {
                    assertThat(query.title()).isEqualTo("All");
                    assertThat(query.folder()).isEmpty();
                });
    }
}
