package io.drey.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drey.event.DatasetId;
import io.drey.event.EventRecordReader;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.Topics;
import io.drey.stack.LocalStack;
import io.drey.stack.process.Ports;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real rsyslog with the configuration that the documentation shows, but for addresses and paths, ships messages over TCP and
 * UDP through Kafka into the job.
 */
@StackTest(Server.KAFKA)
class RsyslogIT {

    private static final Path RSYSLOG = Path.of("/usr/sbin/rsyslogd");
    private static final Path CONFIGURATION = Path.of("../docs/shippers/rsyslog.conf");
    private static final DatasetId DATASET = new DatasetId("acme", "syslog");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String OVER_UDP =
            "<38>Oct  3 21:59:42 h1 sshd[123]: Failed password for invalid user admin from 192.0.2.7 port 22 ssh2";
    private static final String NEWLINE_FRAMED =
            "<165>1 2026-03-04T05:06:07.123456Z h2 shop 77 ID47 [order@32473 id=\"17\"] \t é \"quoted\"";
    private static final String OCTET_COUNTED =
            "<189>Oct  3 2022 21:59:42 sw1 : %LINK-3-UPDOWN: Interface Gi0/1, changed state to down";

    @TempDir
    private Path folder;

    private final Map<String, LogEvent> events = new HashMap<>();

    @BeforeEach
    void requireRsyslog() throws IOException {
        boolean isThere = Files.isExecutable(RSYSLOG) && hasModule();
        if (!isThere) {
            System.out.println("RsyslogIT is skipped: install rsyslog and rsyslog-kafka to run it");
        }
        assumeTrue(isThere, "rsyslog with omkafka is not installed");
    }

    private static boolean hasModule() throws IOException {
        for (Path libraries : List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"))) {
            if (!Files.isDirectory(libraries)) {
                continue;
            }
            try (var found = Files.find(libraries, 3, (path, of) -> path.endsWith("rsyslog/omkafka.so"))) {
                if (found.findAny().isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void messagesOverTcpAndUdpBecomeEventsByteForByte(LocalStack stack) throws Exception {
        String servers = stack.kafka().bootstrapServers();
        Map<String, Object> properties = Map.of("bootstrap.servers", servers);
        try (Admin admin = Admin.create(properties);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String topic : List.of(
                    Topics.raw(DATASET),
                    Topics.control(DATASET.tenant()),
                    Topics.events(DATASET.tenant()),
                    Topics.deadLetters(DATASET.tenant()))) {
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                        .all()
                        .get();
            }
            producer.send(new ProducerRecord<>(
                            Topics.control(DATASET.tenant()),
                            "dataset/syslog".getBytes(UTF_8),
                            "{\"kind\":\"Dataset\",\"name\":\"syslog\",\"format\":\"syslog\"}".getBytes(UTF_8)))
                    .get();
        }
        int port = Ports.free(Set.of(), new SplittableRandom());
        Process rsyslog = start(port, servers);
        JobClient job = RunningIngest.start(stack, "rsyslog-it");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Await.until("rsyslog to listen on port " + port, PATIENCE, () -> canConnect(port, rsyslog));
            try (Socket tcp = new Socket(InetAddress.getLoopbackAddress(), port)) {
                OutputStream out = tcp.getOutputStream();
                out.write((NEWLINE_FRAMED + "\n").getBytes(UTF_8));
                out.write((OCTET_COUNTED.getBytes(UTF_8).length + " " + OCTET_COUNTED).getBytes(UTF_8));
                out.flush();
            }
            consumer.assign(List.of(new TopicPartition(Topics.events(DATASET.tenant()), 0)));
            consumer.seekToBeginning(consumer.assignment());
            Await.atLeast("messages that became events", PATIENCE, 3, () -> {
                if (!events.containsKey(OVER_UDP)) {
                    sendOverUdp(port);
                }
                consumer.poll(Duration.ofMillis(200)).forEach(this::take);
                return events.size();
            });
        } finally {
            job.cancel().get();
            rsyslog.destroy();
            if (!rsyslog.waitFor(10, TimeUnit.SECONDS)) {
                rsyslog.destroyForcibly();
            }
        }

        assertThat(events.keySet()).containsExactlyInAnyOrder(OVER_UDP, NEWLINE_FRAMED, OCTET_COUNTED);
        LogEvent sshd = events.get(OVER_UDP);
        assertThat(sshd.text(Field.HOST_NAME)).isEqualTo("h1");
        assertThat(sshd.text(Field.SOURCE_IP)).isEqualTo("192.0.2.7");
        assertThat(sshd.text(Field.EVENT_OUTCOME)).isEqualTo("failure");
        LogEvent shop = events.get(NEWLINE_FRAMED);
        assertThat(shop.text(FieldName.parse("@timestamp"))).isEqualTo("2026-03-04T05:06:07.123456Z");
        assertThat(shop.text(Field.HOST_NAME)).isEqualTo("h2");
        assertThat(shop.text(Field.LOG_SYSLOG_STRUCTURED_DATA)).isEqualTo("[order@32473 id=\"17\"]");
        LogEvent device = events.get(OCTET_COUNTED);
        assertThat(device.text(Field.HOST_NAME)).isEqualTo("sw1");
        assertThat(device.text(Field.EVENT_CODE)).isEqualTo("LINK-3-UPDOWN");
    }

    /** What is sent before rsyslog listens for datagrams, too, is lost without a word. */
    private static void sendOverUdp(int port) throws IOException {
        byte[] datagram = OVER_UDP.getBytes(UTF_8);
        try (DatagramSocket udp = new DatagramSocket()) {
            udp.send(new DatagramPacket(
                    datagram, datagram.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        EventRecordReader reader = new EventRecordReader();
        reader.open(record.value());
        while (reader.next()) {
            LogEvent event = reader.event();
            events.put(new String(event.slice(Field.EVENT_ORIGINAL), UTF_8), event);
        }
    }

    private Process start(int port, String servers) throws IOException {
        Path spool = Files.createDirectories(folder.resolve("spool"));
        String configuration = Files.readString(CONFIGURATION)
                .replace("\"broker-1:9092\", \"broker-2:9092\"", "\"" + servers + "\"")
                .replace("/var/spool/rsyslog", spool.toString())
                .replace("port=\"514\"", "address=\"127.0.0.1\" port=\"%d\"".formatted(port));
        Path file = Files.writeString(folder.resolve("rsyslog.conf"), configuration);
        return new ProcessBuilder(
                        RSYSLOG.toString(),
                        "-n",
                        "-f",
                        file.toString(),
                        "-i",
                        folder.resolve("pid").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("rsyslog.out").toFile())
                .start();
    }

    private boolean canConnect(int port, Process rsyslog) {
        if (!rsyslog.isAlive()) {
            throw new IllegalStateException("rsyslog ended with %d: %s".formatted(rsyslog.exitValue(), output()));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("rsyslog.out"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
