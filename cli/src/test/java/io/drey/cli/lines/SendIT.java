package io.drey.cli.lines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdOutputStream;
import io.drey.cli.CommandRun;
import io.drey.cli.DreyProcess;
import io.drey.cli.console.ExitCodes;
import io.drey.operations.generate.TrafficGenerator;
import io.drey.operations.generate.TrafficSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lines sent into a real Kafka. */
@StackTest(Server.KAFKA)
@Timeout(900)
class SendIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int PARTITIONS = 3;

    /** Kafka's clients give up on a broker that is gone after eight seconds; one that is merely slow answers within. */
    private static final String IMPATIENT = "-Dkafka-properties=request.timeout.ms:4000,delivery.timeout.ms:8000";

    @TempDir
    private Path folder;

    private LocalStack shared;
    private String kafka;
    private final List<String> made = new ArrayList<>();

    @BeforeEach
    void findKafka(LocalStack stack) {
        shared = stack;
        kafka = stack.kafka().bootstrapServers();
    }

    /** The jobs of other tests read all raw topics, and would read these, too. */
    @AfterEach
    void deleteRawTopics() throws Exception {
        kafka = shared.kafka().bootstrapServers();
        try (Admin admin = Admin.create(properties())) {
            Set<String> there = admin.listTopics().names().get();
            made.retainAll(there);
            admin.deleteTopics(made).all().get();
        }
    }

    @Test
    void filesOfAnyCompressionArriveInOrderOneLineARecord() throws Exception {
        apply("sendfiles");
        List<String> names = new ArrayList<>();
        names.add(write("a.log", bytes -> bytes, "1\r\n\n2\n"));
        names.add(write("b.log.gz", bytes -> compressed(bytes, GZIPOutputStream::new), "3\n4\n"));
        names.add(write("c", bytes -> compressed(bytes, ZstdOutputStream::new), "5\n"));
        names.add("-");
        names.add(write("d.xz", bytes -> compressed(bytes, XZCompressorOutputStream::new), "8\n9 without an end"));
        CommandRun run = drey("6\n7\u0000\r\n".getBytes(UTF_8), send("sendfiles", names.toArray(String[]::new)));

        assertThat(run.exitCode()).as(run.err()).isZero();
        List<ConsumerRecord<byte[], byte[]>> records = records("raw.sendfiles.access");
        assertThat(records)
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactly("1", "", "2", "3", "4", "5", "6", "7\u0000", "8", "9 without an end");
        assertThat(records).allMatch(record -> record.key() == null);
        assertThat(records)
                .extracting(ConsumerRecord::partition)
                .hasSize(10)
                .containsOnly(records.get(0).partition());
        JsonNode files = new ObjectMapper().readTree(run.out());
        assertThat(files).hasSize(5);
        assertThat(files.get(1).path("lines").asInt()).isEqualTo(2);
        assertThat(files.get(1).path("first_offset").asInt()).isEqualTo(3);
        assertThat(files.get(1).path("last_offset").asInt()).isEqualTo(4);
        assertThat(files.get(4).path("bytes").asInt()).isEqualTo("8".length() + "9 without an end".length());
        assertThat(run.err()).contains("10 lines are in raw.sendfiles.access").contains("lines/s");
    }

    @Test
    void aKeyDecidesOnThePartitionFromOneCommandToTheNext() throws Exception {
        apply("sendkeys");
        String file = write("a.log", bytes -> bytes, "a\n");
        for (String key : List.of("web-1", "web-2", "web-3", "web-4", "web-1")) {
            assertThat(drey(new byte[0], send("sendkeys", "--key", key, file)).exitCode())
                    .isZero();
        }
        List<Integer> used = records("raw.sendkeys.access").stream()
                .map(ConsumerRecord::partition)
                .distinct()
                .toList();
        assertThat(used).hasSizeGreaterThan(1);
        int first = partition(drey(new byte[0], send("sendkeys", "--key", "web-1", file)));
        assertThat(partition(drey(new byte[0], send("sendkeys", "--key", "web-1", file))))
                .isEqualTo(first);
    }

    @Test
    void aTopicThatIsNotThereIsNotMadeAndTheRemedyIsApply() throws Exception {
        String file = write("a.log", bytes -> bytes, "a\n");
        CommandRun run = drey(new byte[0], send("sendnowhere", file));
        assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains(kafka, "no topic raw.sendnowhere.access", "drey apply -f DIR");
        assertThat(topics()).doesNotContain("raw.sendnowhere.access");
    }

    @Test
    void aLineThatIsTooLongEndsSendingWhereItIs() throws Exception {
        apply("sendlong", "max-message-bytes: 1048576");
        String longLine = "x".repeat(2 << 20);
        CommandRun run =
                drey(new byte[0], send("sendlong", write("a.log", bytes -> bytes, "1\n2\n" + longLine + "\n4\n")));
        assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err())
                .contains(
                        "line 3 of ",
                        "a.log has more than the ",
                        "'max-message-bytes' in the document of tenant sendlong")
                .contains("2 lines were acknowledged: go on from line 3 of ")
                .doesNotContain("may have arrived");
        assertThat(records("raw.sendlong.access")).hasSize(2);

        String random = new String(new java.util.Random(1)
                .ints((1 << 20) - (1 << 10), 'a', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append));
        CommandRun longest = drey(new byte[0], send("sendlong", write("b.log", bytes -> bytes, random + "\r\n")));
        assertThat(longest.exitCode()).as(longest.err()).isZero();
    }

    @Test
    void aFileThatIsCutShortIsSentAsFarAsItGoes() throws Exception {
        apply("sendcut");
        byte[] whole = compressed(traffic(20_000), GZIPOutputStream::new);
        Path cut = Files.write(folder.resolve("cut.gz"), java.util.Arrays.copyOf(whole, whole.length / 2));
        CommandRun run = drey(new byte[0], send("sendcut", cut.toString()));
        assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
        long sent = new ObjectMapper().readTree(run.out()).at("/0/lines").asLong();
        assertThat(sent).isBetween(8_000L, 12_000L);
        assertThat(run.err())
                .contains("cut.gz cannot be read to its end")
                .contains("%,d lines were acknowledged: go on from line %d".formatted(sent, sent + 1));
        assertThat(records("raw.sendcut.access")).hasSize((int) sent);
    }

    @Test
    void aTopicThatIsDeletedMeanwhileIsNamed() throws Exception {
        apply("senddeleted");
        PipedInput input = new PipedInput();
        CompletableFuture<CommandRun> sending =
                CompletableFuture.supplyAsync(() -> drey(input, send("senddeleted", IMPATIENT, "-")));
        input.feed("1\n");
        Await.exactly("a line to arrive", PATIENCE, 1, () -> records("raw.senddeleted.access")
                .size());
        try (Admin admin = Admin.create(properties())) {
            admin.deleteTopics(List.of("raw.senddeleted.access")).all().get();
        }
        Await.until("the topic to be gone", PATIENCE, () -> !topics().contains("raw.senddeleted.access"));
        input.feed("2\n");
        CommandRun run = sending.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err())
                .contains("has no topic raw.senddeleted.access", "drey apply -f DIR", "1 line was acknowledged");
        assertThat(topics()).doesNotContain("raw.senddeleted.access");
    }

    @Test
    void aBrokerThatGoesAwayEndsSendingWithWhatItAcknowledged() throws Exception {
        try (LocalStack own =
                LocalStack.in(folder.resolve("stack")).with(Server.KAFKA).start()) {
            kafka = own.kafka().bootstrapServers();
            apply("sendgone");
            PipedInput input = new PipedInput();
            CompletableFuture<CommandRun> sending =
                    CompletableFuture.supplyAsync(() -> drey(input, send("sendgone", IMPATIENT, "-")));
            input.feed("1\n2\n3\n");
            Await.exactly("three lines to arrive", PATIENCE, 3, () -> records("raw.sendgone.access")
                    .size());
            own.status().get(0).processes().forEach(process -> ProcessHandle.of(process.pid())
                    .orElseThrow()
                    .destroyForcibly());
            input.feed("4\n");
            // More input does not come: the failure is told all the same.
            CommandRun run = sending.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
            assertThat(run.err())
                    .contains("Kafka at " + kafka + " does not answer")
                    .contains("3 lines were acknowledged: go on from line 4 of standard input")
                    .contains("lines that were not may have arrived all the same");
            assertThat(new ObjectMapper().readTree(run.out()).at("/0/lines").asInt())
                    .isEqualTo(3);
            own.stopAndDelete();
        }
    }

    @Test
    void ctrlCEndsSendingWithWhatWasAcknowledged() throws Exception {
        apply("sendstop");
        Process process = start(64, send("sendstop", "-"));
        try (OutputStream lines = process.getOutputStream();
                BufferedReader err = process.errorReader(UTF_8)) {
            lines.write("1\n2\n3\n".getBytes(UTF_8));
            lines.flush();
            Await.exactly("three lines to arrive", PATIENCE, 3, () -> records("raw.sendstop.access")
                    .size());
            DreyProcess.interrupt(process);
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ExitCodes.FAILED);
            assertThat(err.readLine())
                    .isEqualTo(
                            "drey: sending to raw.sendstop.access was stopped; 3 lines were acknowledged: go on from line 4 of standard input");
            assertThat(new ObjectMapper()
                            .readTree(process.getInputStream())
                            .at("/0/lines")
                            .asInt())
                    .isEqualTo(3);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void muchInputNeedsLittleMemory() throws Exception {
        apply("sendmuch");
        Path file = folder.resolve("much.zst");
        int lines = 600_000;
        byte[] part = traffic(20_000);
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < lines / 20_000; i++) {
                out.write(part);
            }
        }
        Process process = start(96, send("sendmuch", file.toString()));
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(new String(process.getErrorStream().readAllBytes(), UTF_8))
                    .isZero();
            assertThat(new ObjectMapper()
                            .readTree(process.getInputStream())
                            .at("/0/lines")
                            .asInt())
                    .isEqualTo(lines);
        } finally {
            process.destroyForcibly();
        }
    }

    private static byte[] traffic(int lines) {
        TrafficGenerator traffic =
                new TrafficGenerator(TrafficSettings.combined(5, Instant.parse("2026-03-01T10:00:00Z"), 500));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < lines; i++) {
            out.writeBytes(traffic.nextLine());
            out.write('\n');
        }
        return out.toByteArray();
    }

    /** The command in a process of its own, with so many MiB of heap. */
    private Process start(int heapMegabytes, String[] arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("-Dkafka-bootstrap-servers=" + kafka);
        return DreyProcess.start(heapMegabytes, all);
    }

    private void apply(String tenant, String... more) throws IOException {
        List<String> text = new ArrayList<>(
                List.of("kind: Tenant", "name: " + tenant, "replication: 1", "partitions: " + PARTITIONS));
        text.addAll(List.of(more));
        text.addAll(List.of("---", "kind: Dataset", "tenant: " + tenant, "name: access", "format: combined"));
        Path file = Files.write(folder.resolve(tenant + ".yaml"), text);
        made.add("raw.%s.access".formatted(tenant));
        CommandRun run = drey(new byte[0], "apply", "-f", file.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static String[] send(String tenant, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("send", "--tenant", tenant, "--dataset", "access", "--format", "json"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private interface Compressing {
        byte[] of(byte[] bytes) throws IOException;
    }

    private interface Compressor {
        OutputStream to(OutputStream out) throws IOException;
    }

    private static byte[] compressed(byte[] bytes, Compressor compressor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream compressing = compressor.to(out)) {
            compressing.write(bytes);
        }
        return out.toByteArray();
    }

    private String write(String name, Compressing compressing, String text) throws IOException {
        return Files.write(folder.resolve(name), compressing.of(text.getBytes(UTF_8)))
                .toString();
    }

    private static int partition(CommandRun run) {
        try {
            return new ObjectMapper().readTree(run.out()).at("/0/partition").asInt();
        } catch (IOException e) {
            throw new IllegalStateException(run.err(), e);
        }
    }

    private java.util.Set<String> topics() throws Exception {
        try (Admin admin = Admin.create(properties())) {
            return admin.listTopics().names().get();
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                partitions.add(new TopicPartition(topic, partition));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", kafka);
        return properties;
    }

    private CommandRun drey(byte[] in, String... arguments) {
        return drey(new ByteArrayInputStream(in), arguments);
    }

    private CommandRun drey(InputStream in, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("-Dkafka-bootstrap-servers=" + kafka);
        return CommandRun.drey(in, all.toArray(String[]::new));
    }

    /** Standard input that stays open, as a pipe does. */
    private static final class PipedInput extends InputStream {
        private final java.util.concurrent.BlockingQueue<Byte> bytes = new java.util.concurrent.LinkedBlockingQueue<>();

        private void feed(String text) {
            for (byte b : text.getBytes(UTF_8)) {
                bytes.add(b);
            }
        }

        @Override
        public int read() throws IOException {
            try {
                return bytes.take() & 0xff;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            buffer[from] = (byte) read();
            return 1;
        }

        @Override
        public int available() {
            return bytes.size();
        }
    }
}
