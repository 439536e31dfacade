package io.drey.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.drey.event.DeliveredCount;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import io.drey.testing.TcpProxy;
import io.drey.testing.TestCertificates;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job mails alerts through a mail server that goes away while ten thousand of them come. */
@StackTest(Server.KAFKA)
@Timeout(900)
class MailIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int BURST = 10_000;
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    private TestCertificates certificates;
    private GreenMail server;

    @BeforeEach
    void start() throws Exception {
        certificates = TestCertificates.in(folder.resolve("certificates"));
        System.setProperty(
                "greenmail.tls.keystore.file", certificates.keyStore().toString());
        System.setProperty("greenmail.tls.keystore.password", TestCertificates.PASSWORD);
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        server.start();
        server.getUserManager().setAuthRequired(true);
        server.setUser("drey@example.com", "drey", "s3cret");
        Files.createDirectories(folder.resolve("secrets/mailed"));
        Files.writeString(folder.resolve("secrets/mailed/smtp"), "s3cret\n");
    }

    @AfterEach
    void stop() {
        server.stop();
        Thread.setDefaultUncaughtExceptionHandler(null);
    }

    @Test
    void aBurstIsAFewMailsAndAnOutageLosesNone(LocalStack stack) throws Exception {
        try (Admin admin = Admin.create(
                Map.<String, Object>of("bootstrap.servers", stack.kafka().bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic("alerts.mailed", 2, (short) 1),
                            new NewTopic("control.mailed", 1, (short) 1),
                            new NewTopic("dead-letters.mailed", 1, (short) 1)))
                    .all()
                    .get();
        }
        try (TcpProxy network = TcpProxy.to(new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), server.getSmtps().getPort()));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            "control.mailed",
                            "target/oncall".getBytes(UTF_8),
                            document(network.address().getPort())))
                    .get();
            Configuration configuration = Configuration.fromMap(Map.of(
                    "kafka-bootstrap-servers",
                    stack.kafka().bootstrapServers(),
                    "delivery-sinks",
                    "mail",
                    "delivery-secrets",
                    folder.resolve("secrets").toString(),
                    "restart-strategy.type",
                    "none",
                    "parallelism.default",
                    "2",
                    "execution.checkpointing.interval",
                    "500 ms"));
            JobClient job = DeliveryJob.build(configuration).executeAsync("mail-it");
            try {
                send(producer, 0, 1);
                Await.value("the first mail", PATIENCE, this::alerts, ids -> ids.contains("alert-0"));

                network.fail(TcpProxy.Fault.REFUSE);
                send(producer, 1, BURST / 2);
                network.heal();
                send(producer, BURST / 2, BURST);
                // Read twice, as after a failure of the job that wrote them.
                send(producer, BURST - 10, BURST);

                Await.value("the ledger", PATIENCE, () -> delivered(stack), count -> count == BURST + 10);
                assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
            } finally {
                job.cancel().get();
            }
        }

        Map<String, Integer> counts = new HashMap<>();
        for (MimeMessage mail : server.getReceivedMessages()) {
            counts.put(mail.getMessageID(), Integer.parseInt(mail.getHeader("Drey-Alerts")[0]));
            assertThat(mail.getFrom()[0]).hasToString("drey@example.com");
            assertThat(mail.getSubject()).startsWith("[high] Failed logins followed by a success: 1.2.3.4");
        }
        assertThat(counts).hasSizeLessThan(20);
        assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isBetween(BURST, BURST + 10);
        assertThat(TopicValues.of(stack, "dead-letters.mailed")).isEmpty();
    }

    private byte[] document(int port) throws Exception {
        ObjectNode document = new ObjectMapper().createObjectNode();
        document.put("kind", "Target").put("name", "oncall").put("type", "mail");
        document.put("address", "127.0.0.1:" + port).put("encryption", "tls");
        document.put("ca", Files.readString(certificates.authority()));
        document.put("user", "drey").put("secret", "smtp");
        document.put("from", "drey@example.com").put("interval", INTERVAL.toSeconds() + "s");
        document.putArray("to").add("ann@example.com");
        return document.toString().getBytes(UTF_8);
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, int from, int to) {
        for (int i = from; i < to; i++) {
            var unused = producer.send(new ProducerRecord<>(
                    "alerts.mailed", Alerts.ofTenant("mailed", "alert-" + i).encode()));
        }
        producer.flush();
    }

    private Set<String> alerts() throws MessagingException {
        Set<String> ids = new HashSet<>();
        for (MimeMessage mail : server.getReceivedMessages()) {
            ids.addAll(Arrays.asList(mail.getHeader("Drey-Alert")));
        }
        return ids;
    }

    private static long delivered(LocalStack stack) {
        Map<String, DeliveredCount> last = new HashMap<>();
        for (byte[] value : TopicValues.of(stack, "ledger.mailed")) {
            DeliveredCount count = DeliveredCount.decode(value);
            assertThat(count.target()).isEqualTo("mail:oncall");
            last.put(count.key(), count);
        }
        return last.values().stream().mapToLong(DeliveredCount::count).sum();
    }
}
