package io.drey.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FormatsTest {

    @Test
    void namesTheFormatsOfAllFolders() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(Formats.names())
                    .isSorted()
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(file -> file.endsWith(".lines"))
                                    .map(file -> file.substring(0, file.length() - ".lines".length()))
                                    .toList());
        }
        assertThat(Formats.names()).allMatch(Formats::exists);
    }

    @Test
    void refusesAnUnknownFormatAndSaysWhatThereIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formats.parser("combind"))
                .withMessage("unknown format 'combind': use one of %s", String.join(", ", Formats.names()));
    }

    @Test
    void refusesAnArgumentWhereAFormatTakesNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formats.parser("combined:$remote_addr"))
                .withMessage(
                        "'combined:$remote_addr': nothing may stand behind a colon and combined; write combined alone");
        assertThat(Formats.namesWithArgument()).contains("apache", "nginx").doesNotContain("combined");
    }

    @Test
    void makesAParserForEachCaller() {
        assertThat(Formats.parser("combined")).isNotSameAs(Formats.parser("combined"));
    }
}
