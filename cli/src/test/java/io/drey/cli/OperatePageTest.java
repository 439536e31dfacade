package io.drey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.drey.cli.console.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that pages show are ones that there are, with options that they have; what pages link is there. */
class OperatePageTest {

    private static final Path DOCS = Path.of(System.getProperty("drey.home", ".."), "docs");
    private static final Pattern COMMAND = Pattern.compile("(?m)^(?:\\$ )?(?:bin/)?drey ([^\\n#]*)");
    private static final Pattern INLINE = Pattern.compile("`(?:bin/)?drey ([a-z][^`…]*)`");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)");

    @ParameterizedTest
    @ValueSource(strings = {"operate.md", "deploy.md", "swap.md", "query-the-lake.md", "look-after-the-lake.md"})
    void everyCommandIsOneThatThereIs(String page) throws IOException {
        String text = Files.readString(DOCS.resolve(page)).replace("\\\n", " ");
        int looked = 0;
        for (MatchResult command : COMMAND.matcher(text).results().toList()) {
            List<String> words = words(command.group(1));
            assertThatCode(() -> drey().parseArgs(words.toArray(String[]::new)))
                    .as("%s: drey %s", page, command.group(1))
                    .doesNotThrowAnyException();
            looked++;
        }
        // Within a sentence a command may be named without what it needs.
        for (MatchResult command : INLINE.matcher(text).results().toList()) {
            assertThat(names()).as("%s: drey %s", page, command.group(1)).anyMatch(command.group(1)::startsWith);
            looked++;
        }
        assertThat(looked).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "operate.md",
                "deploy.md",
                "swap.md",
                "capacity.md",
                "cost.md",
                "query-the-lake.md",
                "look-after-the-lake.md"
            })
    void whatAPageLinksIsThere(String page) throws IOException {
        assertThat(LINK.matcher(Files.readString(DOCS.resolve(page)))
                        .results()
                        .map(link -> DOCS.resolve(link.group(1))))
                .isNotEmpty()
                .allSatisfy(target -> assertThat(target).exists());
    }

    @Test
    void aCommandThatIsNoneIsFound() {
        assertThatCode(() -> drey().parseArgs("jobs", "upgrad", "cep")).isInstanceOf(RuntimeException.class);
        assertThatCode(() -> drey().parseArgs("lake", "verify", "--tenat", "acme"))
                .isInstanceOf(RuntimeException.class);
    }

    private static List<String> names() {
        return List.copyOf(drey().getSubcommands().keySet());
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        WORD.matcher(command.strip()).results().forEach(word -> {
            for (int group = 1; group <= 3; group++) {
                if (word.group(group) != null) {
                    words.add(word.group(group));
                }
            }
        });
        return words;
    }

    private static picocli.CommandLine drey() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
        return Main.commandLine(new Console(new ByteArrayInputStream(new byte[0]), nowhere, nowhere, false));
    }
}
