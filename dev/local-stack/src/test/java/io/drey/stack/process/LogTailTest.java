package io.drey.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

    @TempDir
    private Path folder;

    @Test
    void errorsStandAboveTheLastLines() throws IOException {
        String shutdown = IntStream.range(0, 200)
                .mapToObj(i -> "12:00 INFO shutting down " + i)
                .collect(Collectors.joining("\n"));
        Path log = Files.writeString(
                folder.resolve("a.log"),
                "12:00 INFO begin\n12:00 ERROR failed\njava.io.IOException: x\nCaused by: java.net.BindException: Address already in use\n"
                        + shutdown + "\n");

        assertThat(LogTail.of(log, 2))
                .isEqualTo("12:00 ERROR failed\nCaused by: java.net.BindException: Address already in use\n"
                        + "12:00 INFO shutting down 198\n12:00 INFO shutting down 199");
        assertThat(Diagnosis.of(LogTail.of(log, 2)).orElseThrow()).contains("took one of its ports");
    }

    @Test
    void aLogThatIsNotThereHasNone() {
        assertThat(LogTail.of(folder.resolve("none"), 2)).isEmpty();
    }
}
