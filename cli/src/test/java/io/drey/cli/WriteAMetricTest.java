package io.drey.cli;

import static io.drey.cli.CommandRun.drey;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/write-a-metric.md} says of documents holds; {@code ApplyIT} runs what needs servers. */
class WriteAMetricTest {

    private static final Path PAGE = Path.of(System.getProperty("drey.home")).resolve("docs/write-a-metric.md");

    @TempDir
    private Path folder;

    @Test
    void thePagesLineAndDocumentsAreRight() throws IOException {
        String page = Files.readString(PAGE);
        String echo = page.lines()
                .filter(line -> line.startsWith("echo "))
                .findFirst()
                .orElseThrow();
        Path line = Files.writeString(
                folder.resolve("access.log"), echo.substring(echo.indexOf('\'') + 1, echo.lastIndexOf('\'')) + "\n");
        CommandRun parsed = drey("parse", "--format", "combined", line.toString());
        assertThat(parsed.exitCode()).isZero();
        assertThat(parsed.out()).contains("/shop/cart");

        Path metrics = Files.createDirectories(folder.resolve("my-metrics"));
        Files.writeString(metrics.resolve("failed.yaml"), yaml(page));
        String apply = page.lines()
                .filter(command -> command.endsWith("--offline"))
                .findFirst()
                .orElseThrow();
        CommandRun checked = drey(apply.substring("bin/drey ".length())
                .replace("my-metrics", metrics.toString())
                .split(" "));
        assertThat(checked.exitCode()).as(checked.err()).isZero();
        assertThat(checked.out() + checked.err()).contains("2 documents are right");
    }

    @Test
    void anUnknownDimensionIsRefusedWithWhatMayHaveBeenMeant() throws IOException {
        Path wrong = Files.writeString(
                folder.resolve("wrong.yaml"),
                """
                kind: Metric
                name: callers
                function: count
                dimension: sorce.ip
                """);

        CommandRun checked = drey("apply", "-f", wrong.toString(), "--tenant", "demo", "--offline");

        assertThat(checked.exitCode()).isEqualTo(1);
        assertThat(checked.err()).contains("wrong.yaml:4:", "'sorce.ip': did you mean 'source.ip'?");
    }

    static String yaml(String page) {
        int yaml = page.indexOf("```yaml\n") + "```yaml\n".length();
        return page.substring(yaml, page.indexOf("```", yaml));
    }
}
