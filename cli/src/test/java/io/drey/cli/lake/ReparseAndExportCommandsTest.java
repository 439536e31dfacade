package io.drey.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told without any line in the lake. */
class ReparseAndExportCommandsTest {

    private static final String REPARSE = "lake reparse --tenant acme --dataset access";
    private static final String EXPORT = "lake export --tenant acme --out x";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                REPARSE,
                REPARSE + " --format combind",
                REPARSE + " --format combined --source topics",
                REPARSE + " --format combined --from yesterday",
                REPARSE + " --format combined --from 2026-01-02 --to 2026-01-01",
                REPARSE + " --format combined --max-line-bytes 0",
                "lake reparse --tenant ../x --dataset access --format combined",
                EXPORT,
                EXPORT + " --from 2026-01-01",
                EXPORT + " --from 2026-01-02 --to 2026-01-01",
                EXPORT + " --from 2026-01-01T00:30:00Z --to 2026-01-02",
                EXPORT + " --from 2026-01-01 --to 2999-01-01",
                EXPORT + " --from 2026-01-01 --to 2026-01-02 --compression rar",
                EXPORT + " --from 2026-01-01 --to 2026-01-02 --prefix ../y",
                EXPORT + " --from 2026-01-01 --to 2026-01-02 --dataset a/b",
            })
    void whatIsAskedForWronglyIsToldInOneLineWithExitCode2(String command) {
        CommandRun run = CommandRun.drey(command.split(" ", -1));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).startsWith("drey: ").doesNotContain("Exception");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"logs, logs", "dead-letters, dead_letters", "both, logs+dead_letters"})
    void theSourceIsNamedAsItIsWritten(String source, String tables) {
        CommandRun run = run(REPARSE + " --format combined --output csv --dry-run --source " + source);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("source,lines,replaced,unchanged,refused,rows_held,epoch\r\n")
                .endsWith(tables.replace("+", ",0,0,0,0,,\r\n") + ",0,0,0,0,,\r\n")
                .hasLineCount(source.equals("both") ? 3 : 2);
        assertThat(run.err()).contains("nothing was replaced");
    }

    @Test
    void anHourWithoutLinesLeavesNothing() {
        CommandRun run =
                run("lake export --tenant acme --dataset access --from 2026-01-01 --to 2026-01-02 --format csv --out "
                        + folder.resolve("archive"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("tenant,dataset,hour,files,lines,bytes,manifest\r\n");
        assertThat(folder.resolve("archive")).doesNotExist();
    }

    private CommandRun run(String command) {
        String warehouse = folder.resolve("lake").toUri().toString();
        try (Lake lake = Lake.open(LakeSettings.inFolder(warehouse))) {
            lake.init();
        }
        return CommandRun.drey((command + " -Dlake-catalog-type=hadoop -Dlake-warehouse=" + warehouse).split(" ", -1));
    }
}
