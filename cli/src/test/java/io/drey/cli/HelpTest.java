package io.drey.cli;

import static io.drey.cli.CommandRun.drey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "parse", "lake restore", "help"})
    void helpOfACommandIsThatOfItsOption(String command) {
        CommandRun byCommand = drey(("help " + command).strip().split(" "));
        CommandRun byOption = drey((command + " --help").strip().split(" "));

        assertThat(byCommand).isEqualTo(byOption);
        assertThat(byCommand.exitCode()).isZero();
        assertThat(byCommand.out()).startsWith("Usage: drey");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pars                      | drey has no command 'pars': did you mean 'parse'?",
                "lake restor --dataset web | drey lake has no command 'restor': did you mean 'restore'?",
                "help lake restor          | drey lake has no command 'restor': did you mean 'restore'?",
                "help pars                 | drey has no command 'pars': did you mean 'parse'?",
                "blockchain                | drey has no command 'blockchain'; see drey --help",
                "parse --formt=combined    | drey parse has no option '--formt': did you mean '--format'?",
                "query --tenat demo        | drey query has no option '--tenat': did you mean '--tenant'?",
                "parse --sideways          | drey parse has no option '--sideways'; see drey parse --help",
            })
    void whatDoesNotExistIsToldWithWhatMayBeMeant(String command, String message) {
        CommandRun run = drey(command.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualToIgnoringNewLines("drey: " + message);
    }

    @ParameterizedTest
    @CsvSource({"'drey pa',1,parse", "'drey lake resto',2,restore", "'drey completion z',2,zsh"})
    void bashCompletesCommandsAndTheirWords(String typed, int place, String completed) throws Exception {
        Path script = Files.writeString(
                folder.resolve("drey.bash"), drey("completion", "bash").out());

        assertThat(bash("source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_drey; echo \"${COMPREPLY[@]}\""
                        .formatted(script, typed, place)))
                .contains(completed);
    }

    @Test
    void theScriptIsTheSameForEachShellAndOthersAreRefused() {
        assertThat(drey("completion", "zsh").out()).isEqualTo(drey("completion").out());
        assertThat(drey("completion", "fish").exitCode()).isEqualTo(2);
        assertThat(drey("completion", "fish").err()).contains("'fish'").containsIgnoringCase("bash, zsh");
    }

    private static String bash(String script) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "--norc", "-c", script)
                .redirectErrorStream(true)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), UTF_8);
        assertThat(bash.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return out;
    }
}
