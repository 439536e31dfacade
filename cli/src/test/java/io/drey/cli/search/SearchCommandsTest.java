package io.drey.cli.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told before any server is asked. */
class SearchCommandsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "search --limit 0",
                "search --limit 10001",
                "search --from yesterday",
                "search --from 2026-02-30",
                "search --from 2026-01-02 --to 2026-01-01",
                "search --in lines",
                "search --tenant ../x",
                "search --dataset a.b",
                "search --tenant acme -Dopensearch-urls=nonsense",
                "search --tenant acme -Dopensearch-urls=http://127.0.0.1:1 -Dopensearch-user=x",
                "search --tenant acme -Dopensearch-urls=http://127.0.0.1:1 -Dopensearch-user=x -Dopensearch-password=plain",
                "index",
                "index rotate --settle soon",
                "index rotate --replicas -1",
                "index rotate --tenant a-b",
                "index expire",
                "index expire --keep forever",
                "index expire --keep logs=1d --keep logs=2d",
                "index rebuild --tenant acme --from 2026-03-01",
                "index rebuild --tenant acme --from 2026-03-01 --to 2026-03-01",
                "index rebuild --tenant acme --from now-1d --to 2026-03-01",
                "index rebuild --tenant a_b --from 2026-03-01 --to 2026-03-02",
                "dashboards",
            })
    void whatIsAskedForWronglyIsToldInOneLineWithExitCode2(String command) {
        CommandRun run = CommandRun.drey(command.split(" "));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("drey: ").doesNotContain("Exception");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "search",
                "index rotate",
                "index expire --keep logs=30d",
                "index rebuild --tenant acme --from 2026-03-01 --to 2026-03-02"
            })
    void whatNeedsAStackSaysHowToStartOne(String command) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("--dir", folder.toString()));
        CommandRun run = CommandRun.drey(arguments.toArray(String[]::new));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains(folder.toString()).contains("drey stack up");
    }
}
