package io.drey.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorLinesTest {

    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenSinceIsShownOnceWithHowOftenItCame() throws IOException {
        write("kafka.log", "10:00:00 ERROR of an earlier class\n");
        ErrorLines errors = new ErrorLines(folder);
        write(
                "kafka.log",
                """
                10:01:00 INFO begun
                10:01:01 ERROR replica 1 is away
                10:01:02 ERROR replica 2 is away
                java.net.ConnectException: refused
                \tat java.base/java.net.SocketException.of(X.java)
                Caused by: java.io.IOException: closed
                """);
        write("flink.log", "10:01:05 WARN it fails: org.apache.flink.util.FlinkException: no slot\n");

        assertThat(errors.sinceThen(10))
                .containsExactly(
                        "flink.log, last 1 of 1 kinds of errors:",
                        "    10:01:05 WARN it fails: org.apache.flink.util.FlinkException: no slot",
                        "kafka.log, last 3 of 3 kinds of errors:",
                        "    10:01:02 ERROR replica 2 is away (2 times)",
                        "    java.net.ConnectException: refused",
                        "    Caused by: java.io.IOException: closed");
    }

    @Test
    void eachFileHasItsShareAndTheLastLinesOfALogThatBeganAnewAreShown() throws IOException {
        write("a.log", "ERROR a ".repeat(100) + "\n");
        write("b.log", "");
        ErrorLines errors = new ErrorLines(folder);
        Files.delete(folder.resolve("a.log"));
        write("a.log", "ERROR one\nERROR two\nERROR three\n");
        write("b.log", "ERROR four\n");

        assertThat(errors.sinceThen(3))
                .containsExactly(
                        "a.log, last 1 of 3 kinds of errors:",
                        "    ERROR three",
                        "b.log, last 1 of 1 kinds of errors:",
                        "    ERROR four");
        assertThat(new ErrorLines(folder.resolve("none")).sinceThen(3)).isEmpty();
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
