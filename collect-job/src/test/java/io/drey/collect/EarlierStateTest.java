package io.drey.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.collect.files.CollectSettings;
import io.drey.collect.files.FileSource;
import io.drey.job.JobEnvironment;
import io.drey.job.kafka.OutgoingLine;
import io.drey.testing.Await;
import io.drey.testing.Savepoints;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Savepoints of earlier versions, and what a restart does with files. */
@Timeout(900)
class EarlierStateTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Savepoints SAVEPOINTS = new Savepoints("collect-job");
    private static final Queue<OutgoingLine> LINES = new ConcurrentLinkedQueue<>();

    @TempDir
    private static Path written;

    /** Of each test its own, as several may run on a machine. */
    @TempDir
    private Path folder;

    @BeforeAll
    static void takeSavepoint() throws Exception {
        gzip(written, "a.gz", "1", "2");
        append(written, "app.log", "3\n");
        SAVEPOINTS.writeIfAsked(configuration -> job(configuration, 1, written), () -> LINES.size() >= 3);
    }

    static List<Path> savepoints() {
        return SAVEPOINTS.all();
    }

    /** The files and folders that it knew are not there any more. */
    @ParameterizedTest
    @MethodSource("savepoints")
    void itGoesOnWithNewFiles(Path savepoint) throws Exception {
        gzip(folder, "later.gz", "4", "5");
        append(folder, "later.log", "6\n");

        assertThat(linesOf(Savepoints.restoring(savepoint), 3)).containsExactlyInAnyOrder("4", "5", "6");
    }

    @Test
    void afterASavepointEachLineComesOnceWithAnyParallelism() throws Exception {
        gzip(folder, "a.gz", "1", "2");
        append(folder, "app.log", "3\n");
        LINES.clear();
        JobClient client = job(new Configuration(), 1, folder).executeAsync();
        Await.atLeast("three lines", PATIENCE, 3, () -> LINES.size());
        Path taken = Files.createTempDirectory("savepoint");
        String savepoint = client.stopWithSavepoint(false, taken.toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        gzip(folder, "b.gz", "4");
        append(folder, "app.log", "5\n");
        Files.move(folder.resolve("app.log"), folder.resolve("app.log.1"));
        append(folder, "app.log", "6\n");

        assertThat(linesOf(Savepoints.restoring(Path.of(URI.create(savepoint))), 3))
                .containsExactlyInAnyOrder("4", "5", "6");
    }

    private List<String> linesOf(Configuration configuration, int count) throws Exception {
        LINES.clear();
        JobClient client = job(configuration, 2, folder).executeAsync();
        try {
            Await.atLeast(count + " lines", PATIENCE, count, () -> LINES.size());
        } finally {
            client.cancel().get();
        }
        return LINES.stream().map(line -> new String(line.value(), UTF_8)).toList();
    }

    private static StreamExecutionEnvironment job(Configuration configuration, int parallelism, Path folder) {
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(parallelism);
        CollectSettings settings = CollectSettings.from(Configuration.fromMap(Map.of(
                "collect-files",
                "acme/access=file://%s/*.gz;acme/app=file://%s/*.log".formatted(folder, folder),
                "collect-interval",
                "100 ms")));
        CollectTopology.build(environment, new FileSource(settings), new KeepLines());
        return environment;
    }

    private static void gzip(Path folder, String name, String... lines) throws IOException {
        Path unfinished = folder.resolve("." + name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(unfinished))) {
            out.write((String.join("\n", lines) + "\n").getBytes(UTF_8));
        }
        Files.move(unfinished, folder.resolve(name));
    }

    private static void append(Path folder, String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text, CREATE, APPEND);
    }

    private static final class KeepLines implements Sink<OutgoingLine> {

        @Override
        @Deprecated
        public SinkWriter<OutgoingLine> createWriter(InitContext context) {
            throw new UnsupportedOperationException("Flink calls the other one");
        }

        @Override
        public SinkWriter<OutgoingLine> createWriter(WriterInitContext context) {
            return new SinkWriter<>() {
                @Override
                public void write(OutgoingLine element, Context writing) {
                    LINES.add(element);
                }

                @Override
                public void flush(boolean endOfInput) {}

                @Override
                public void close() {}
            };
        }
    }
}
