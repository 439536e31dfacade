package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import io.drey.event.EventRecordReader;
import io.drey.event.Topics;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a real rsyslog sends to Kafka, with the configuration that the documentation shows: bytes on its connections by raw byte
 * of the lines, as the system counts them. Then a burst of ten times the sustained rate, through rsyslog, Kafka and the ingest job: for how
 * long the events are behind.
 *
 * <p>Exit code 1 if a line does not come.
 */
final class ShippingBenchmark {

    private static final DatasetId DATASET = new DatasetId("bench", "access");
    private static final Path RSYSLOG = Path.of("/usr/sbin/rsyslogd");
    private static final Pattern SENT = Pattern.compile("\\bbytes_sent:(\\d+)");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int FAST = 40_000;
    private static final int REAL_PASSES = 5;
    private static final int SUSTAINED_SECONDS = 20;
    private static final int BURST_SECONDS = 10;

    private final LocalStack stack;
    private final Path folder;
    private final Path home;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition raw = new TopicPartition(Topics.raw(DATASET), 0);
    private final TopicPartition events = new TopicPartition(Topics.events(DATASET.tenant()), 0);
    private final ObjectNode result = new ObjectMapper().createObjectNode();
    private final int port;
    private Process rsyslog;
    private Socket socket;

    private ShippingBenchmark(LocalStack stack, Path folder, Path home) throws IOException {
        this.stack = stack;
        this.folder = folder;
        this.home = home;
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers(), "max.poll.records", 100_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    public static void main(String[] arguments) throws Exception {
        int rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
        Path inputs = Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs"));
        Path folder = inputs.resolveSibling("shipping-stack").toAbsolutePath();
        LocalStack stack = LocalStack.in(folder)
                .with(Server.KAFKA, Server.POSTGRES, Server.FLINK)
                .flinkOption("taskmanager.numberOfTaskSlots", "1")
                .start();
        Path home = Path.of(System.getProperty("drey.home"));
        ShippingBenchmark benchmark = new ShippingBenchmark(stack, folder, home);
        // Also when it is interrupted: the servers are processes of their own.
        Runtime.getRuntime().addShutdownHook(new Thread(benchmark::end, "stop-stack"));
        byte[] generated = Files.readAllBytes(new AccessLogInput(1_000_000, 20250301).in(inputs));
        benchmark.run(rate, lines(generated, 400_000));
        System.exit(0);
    }

    private void run(int rate, List<byte[]> generated) throws Exception {
        createTopics();
        startRsyslog();
        List<byte[]> real = realLines();
        System.err.printf(
                "%n%-36s %10s %14s %14s %8s%n", "rsyslog to Kafka", "lines", "raw bytes", "on the wire", "share");
        if (real.isEmpty()) {
            System.err.println("no samples beside the checkout: only generated lines are measured");
        } else {
            onTheWire("real", real, 11);
        }
        onTheWire("generated", generated, 7.5);
        burst(rate, generated);
        System.out.println(result);
    }

    private void onTheWire(String what, List<byte[]> lines, double goal) throws Exception {
        long firstOffset = end(raw);
        long sentBefore = bytesSent();
        long bytes = 0;
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        long began = System.nanoTime();
        for (int i = 0; i < lines.size(); i++) {
            pace(began, i, FAST);
            out.write(framed(lines.get(i)));
            bytes += lines.get(i).length;
        }
        out.flush();
        awaitRecords(firstOffset + lines.size());
        long sent = bytesSent() - sentBefore;
        double share = 100.0 * sent / bytes;
        System.err.printf(Locale.ROOT, "%-36s %,10d %,14d %,14d %7.2f%%%n", what, lines.size(), bytes, sent, share);
        result.putObject(what)
                .put("lines", lines.size())
                .put("raw_bytes", bytes)
                .put("bytes_on_the_wire", sent)
                .put("percent", share)
                .put("goal_percent", goal);
    }

    /** Sends at a rate, at ten times it, and at the rate again until the events have caught up. */
    private void burst(int rate, List<byte[]> lines) throws Exception {
        String job = stack.flink()
                .submit(
                        JobStack.jar(home.resolve("ingest-job")),
                        List.of("-p", "1"),
                        EventDelays.arguments(stack, folder));
        await("the job's tasks to run", () -> stack.flink().allTasksRun(job));
        long firstRaw = end(raw);
        // What was shipped before is taken in first.
        await("the events of all that was shipped", () -> parsed(firstRaw));
        int before = rate * SUSTAINED_SECONDS;
        int within = before + 10 * rate * BURST_SECONDS;
        int all = within + rate * SUSTAINED_SECONDS;
        long[] sent = new long[all];
        long[] came = new long[all];
        Thread sender = new Thread(() -> send(rate, before, within, sent, lines), "sender");
        BitSet missing = new BitSet();
        missing.set(0, all);
        sender.start();
        EventRecordReader reader = new EventRecordReader();
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!missing.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(10))) {
                long now = System.nanoTime();
                reader.open(record.value());
                while (reader.next()) {
                    int line = (int) (reader.offset() - firstRaw);
                    if (line >= 0 && line < all && missing.get(line)) {
                        missing.clear(line);
                        came[line] = now;
                    }
                }
            }
            if (System.nanoTime() > until) {
                throw new IllegalStateException(
                        "%,d of %,d events did not come; the topic has %,d of their lines; logs are in %s"
                                .formatted(missing.cardinality(), all, end(raw) - firstRaw, stack.logs()));
            }
        }
        sender.join();
        double longest = 0;
        int caughtUp = all;
        double usual = 0;
        for (int i = before / 2; i < before; i++) {
            usual = Math.max(usual, (came[i] - sent[i]) / 1e9);
        }
        for (int i = all - 1; i >= before; i--) {
            double delay = (came[i] - sent[i]) / 1e9;
            longest = Math.max(longest, delay);
            if (delay <= Math.max(1, usual) && caughtUp == i + 1) {
                caughtUp = i;
            }
        }
        double after = caughtUp == all ? Double.NaN : Math.max(0, (came[caughtUp] - sent[within - 1]) / 1e9);
        System.err.printf(
                Locale.ROOT,
                "burst: %,d lines a second, then %,d for %d s, then %,d: longest delay %.1f s (before it %.1f s), caught up %.1f s after the burst%n",
                rate,
                10 * rate,
                BURST_SECONDS,
                rate,
                longest,
                usual,
                after);
        result.putObject("burst")
                .put("sustained_lines_a_second", rate)
                .put("burst_lines_a_second", 10 * rate)
                .put("burst_seconds", BURST_SECONDS)
                .put("longest_delay_before_seconds", usual)
                .put("longest_delay_seconds", longest)
                .put("caught_up_after_seconds", after);
    }

    private void send(int rate, int before, int within, long[] sent, List<byte[]> lines) {
        try {
            OutputStream out = socket.getOutputStream();
            ByteArrayOutputStream some = new ByteArrayOutputStream();
            long began = System.nanoTime();
            double due = 0;
            int i = 0;
            while (i < sent.length) {
                // Some at a time: the system is asked once for all that is due within two milliseconds.
                some.reset();
                int from = i;
                while (i < sent.length && (i == from || due < (System.nanoTime() - began) / 1e9)) {
                    some.write(framed(lines.get(i % lines.size())));
                    due += 1.0 / (i >= before && i < within ? 10 * rate : rate);
                    i++;
                }
                out.write(some.toByteArray());
                Arrays.fill(sent, from, i, System.nanoTime());
                long left = began + (long) (due * 1e9) - System.nanoTime();
                LockSupport.parkNanos(Math.max(left, 2_000_000));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("rsyslog takes no more: " + output(), e);
        }
    }

    /** As RFC 6587 counts octets: a line that begins with a digit is taken for such anyway. */
    private static byte[] framed(byte[] line) {
        byte[] count = ((line.length - 1) + " ").getBytes(UTF_8);
        byte[] framed = Arrays.copyOf(count, count.length + line.length - 1);
        System.arraycopy(line, 0, framed, count.length, line.length - 1);
        return framed;
    }

    private static void pace(long began, int line, int rate) {
        long due = began + line * 1_000_000_000L / rate;
        while (System.nanoTime() < due) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    /** What the system says that rsyslog has sent to Kafka. */
    private long bytesSent() throws IOException, InterruptedException {
        String broker = stack.kafka().bootstrapServers();
        String kafkaPort = broker.substring(broker.lastIndexOf(':') + 1);
        Process ss = new ProcessBuilder("ss", "-tinpOH", "state", "established", "dport", "=", ":" + kafkaPort)
                .redirectErrorStream(true)
                .start();
        String text = new String(ss.getInputStream().readAllBytes(), UTF_8);
        ss.waitFor();
        long sum = 0;
        for (String line : text.lines().toList()) {
            Matcher sent = SENT.matcher(line);
            if (line.contains("pid=" + rsyslog.pid() + ",") && sent.find()) {
                sum += Long.parseLong(sent.group(1));
            }
        }
        return sum;
    }

    private boolean parsed(long records) {
        consumer.assign(List.of(events));
        EventRecordReader reader = new EventRecordReader();
        long last = -1;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
            reader.open(record.value());
            while (reader.next()) {
                last = Math.max(last, reader.offset());
            }
        }
        return last >= records - 1;
    }

    private void awaitRecords(long endOffset) throws Exception {
        await("%,d records".formatted(endOffset), () -> end(raw) >= endOffset);
    }

    private long end(TopicPartition partition) {
        return consumer.endOffsets(List.of(partition)).get(partition);
    }

    private void startRsyslog() throws Exception {
        Path spool = Files.createDirectories(folder.resolve("spool"));
        String configuration = Files.readString(home.resolve("docs/shippers/rsyslog.conf"))
                .replace(
                        "\"broker-1:9092\", \"broker-2:9092\"",
                        "\"" + stack.kafka().bootstrapServers() + "\"")
                .replace("raw.acme.syslog", raw.topic())
                .replace("/var/spool/rsyslog", spool.toString())
                .replace("port=\"514\"", "address=\"127.0.0.1\" port=\"%d\"".formatted(port));
        Path file = Files.writeString(folder.resolve("rsyslog.conf"), configuration);
        rsyslog = new ProcessBuilder(
                        RSYSLOG.toString(),
                        "-n",
                        "-f",
                        file.toString(),
                        "-i",
                        folder.resolve("pid").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("rsyslog.out").toFile())
                .start();
        await("rsyslog to listen on port " + port, () -> {
            if (!rsyslog.isAlive()) {
                throw new IllegalStateException("rsyslog ended: " + output());
            }
            try {
                socket = new Socket(InetAddress.getLoopbackAddress(), port);
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
        // The first line makes the connection to Kafka, which is not to be counted.
        long before = end(raw);
        socket.getOutputStream()
                .write(framed("192.0.2.1 - - [01/Mar/2025:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"\n"
                        .getBytes(UTF_8)));
        awaitRecords(before + 1);
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("rsyslog.out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void createTopics() throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        try (Admin admin = Admin.create(kafka);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<NewTopic> topics = Stream.of(
                            Topics.control(DATASET.tenant()),
                            raw.topic(),
                            events.topic(),
                            Topics.deadLetters(DATASET.tenant()))
                    .map(name -> new NewTopic(name, 1, (short) 1))
                    .toList();
            admin.createTopics(topics).all().get();
            producer.send(new ProducerRecord<>(
                            Topics.control(DATASET.tenant()),
                            ("dataset/" + DATASET.dataset()).getBytes(UTF_8),
                            "{\"kind\":\"Dataset\",\"name\":\"access\",\"format\":\"combined\"}".getBytes(UTF_8)))
                    .get();
        }
    }

    /** The combined lines of the samples, several times: a batch has none of them twice. */
    private List<byte[]> realLines() throws IOException {
        Path samples = home.resolve("../shared/samples");
        List<byte[]> all = new ArrayList<>();
        if (Files.isDirectory(samples)) {
            List<byte[]> once = lines(LakeBytes.real(samples, "combined"), Integer.MAX_VALUE);
            for (int pass = 0; pass < REAL_PASSES; pass++) {
                all.addAll(once);
            }
        }
        return all;
    }

    /** Lines with their ends. */
    private static List<byte[]> lines(byte[] text, int most) {
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < text.length && lines.size() < most; at++) {
            if (text[at] == '\n') {
                lines.add(Arrays.copyOfRange(text, from, at + 1));
                from = at + 1;
            }
        }
        return lines;
    }

    private void end() {
        if (rsyslog != null) {
            rsyslog.destroy();
        }
        stack.stopAndDelete();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void await(String what, Condition condition) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("%s: not within %s; logs are in %s, rsyslog says %s"
                        .formatted(what, PATIENCE, stack.logs(), output()));
            }
            Thread.sleep(100);
        }
    }
}
