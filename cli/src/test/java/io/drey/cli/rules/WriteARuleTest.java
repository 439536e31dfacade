package io.drey.cli.rules;

import static io.drey.cli.CommandRun.drey;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/write-a-rule.md} says to write and to run is written and run. */
class WriteARuleTest {

    private static final Path PAGE = Path.of(System.getProperty("drey.home")).resolve("docs/write-a-rule.md");
    private static final Pattern BLOCK = Pattern.compile("```(yaml)?\n(.*?)```", Pattern.DOTALL);

    private static final Pattern NEEDS_SERVERS =
            Pattern.compile("^(?:get|history|apply (?!.*--offline)|rules backtest|rules rescan|alerts)");

    @TempDir
    private Path folder;

    @Test
    void everyCommandOfThePageRuns() throws IOException {
        List<MatchResult> blocks =
                BLOCK.matcher(Files.readString(PAGE)).results().toList();
        List<String> yaml = blocks.stream()
                .filter(block -> block.group(1) != null)
                .map(block -> block.group(2))
                .toList();
        Path rules = Files.createDirectories(folder.resolve("my-rules"));
        Files.writeString(rules.resolve("git.yml"), yaml.get(0) + yaml.get(1));
        Files.writeString(
                rules.resolve("scan.yml"),
                """
                title: Not found
                name: not-found
                id: 0e0d6a0e-52f5-4d0a-8a39-3b1d2d9a4f11
                logsource: {category: webserver}
                detection: {selection: {http.response.status_code: 404}, condition: selection}
                ---
                """
                        + yaml.get(2));
        Files.writeString(rules.resolve("guessed.yml"), yaml.get(3));
        String line = null;
        int run = 0;
        for (MatchResult block : blocks) {
            for (String command :
                    block.group(1) == null ? block.group(2).lines().toList() : List.<String>of()) {
                if (command.startsWith("echo ")) {
                    line = command.substring(command.indexOf('\'') + 1, command.lastIndexOf('\''));
                    Files.writeString(folder.resolve("access.log"), line + "\n");
                }
                String arguments = command.substring(command.indexOf("bin/drey ") + "bin/drey ".length());
                if (NEEDS_SERVERS.matcher(arguments).find()) {
                    continue; // ApplyIT, AlertsIT, BacktestCommandTest, BacktestIT and RescanIT run these
                }
                CommandRun done = drey(arguments
                        .replace("my-rules", rules.toString())
                        .replace("target/rules.xml", folder.resolve("rules.xml").toString())
                        .replace("access.log", folder.resolve("access.log").toString())
                        .replaceAll(" -$", " " + folder.resolve("access.log"))
                        .split(" "));
                assertThat(done.exitCode())
                        .as("%s\n%s%s", command, done.out(), done.err())
                        .isZero();
                run++;
                if (arguments.startsWith("parse")) {
                    assertThat(done.out()).contains("/.git/config");
                } else if (arguments.contains("--lines")) {
                    assertThat(done.out()).contains("ALERT of git-served");
                }
            }
        }
        assertThat(run).isEqualTo(8);
        assertThat(line).isNotNull();
    }
}
