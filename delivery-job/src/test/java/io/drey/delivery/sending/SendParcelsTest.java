package io.drey.delivery.sending;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drey.delivery.domain.Signature;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;
import io.drey.job.TenantSecrets;
import io.drey.job.delivery.Receipt;
import io.drey.job.sending.Sent;
import io.drey.testing.Await;
import io.drey.testing.TestCertificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(900)
class SendParcelsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DatasetId ACCESS = new DatasetId("acme", "access");

    @TempDir
    private Path secrets;

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Queue<Integer> statuses = new ArrayDeque<>();
    private final TestingTargets targets = new TestingTargets();
    private HttpServer server;
    private TestingSending sending;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(secrets.resolve("acme"));
        Files.writeString(secrets.resolve("acme/soc"), "s3cret\n");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::receive);
        server.start();
        sending = new TestingSending(targets, secrets);
    }

    @AfterEach
    void stop() {
        sending.close();
        server.stop(0);
    }

    @Test
    void aWebhookGetsEachAlertSignedWithItsTime() throws Exception {
        targets.set("type: webhook\naddress: %s/hook\nsecret: soc".formatted(url()));

        Sent outcome = send(parcels(1));

        assertThat(outcome.refused()).isEmpty();
        assertThat(outcome.delivered())
                .containsExactly(new DeliveredCount(ACCESS, "webhook:soc", 0, "alerts.acme", 0, 1, 0));
        assertThat(received).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/hook");
            assertThat(request.body()).isEqualTo("{\"n\":0}");
            assertThat(request.delivery()).isEqualTo("id-0");
            String signature = request.signature();
            long seconds = Long.parseLong(signature.substring(2, signature.indexOf(',')));
            assertThat(Math.abs(System.currentTimeMillis() / 1000 - seconds)).isLessThan(60);
            assertThat(signature)
                    .isEqualTo(Signature.of("{\"n\":0}".getBytes(UTF_8), "s3cret", seconds * 1000))
                    .doesNotContain("s3cret");
        });
    }

    @Test
    void aServicesKeyIsSentAsTheServiceWantsAndStandsInNoDeadLetter() throws Exception {
        targets.set("type: webhook\naddress: %s\nsecret: soc\ntemplate: pagerduty".formatted(url()));
        answer(202, 400);
        assertThat(send(parcels(1)).refused()).isEmpty();
        assertThat(send(parcels(1)).refused())
                .singleElement()
                .satisfies(letter -> assertThat(new String(letter.raw(), UTF_8)).isEqualTo("{\"n\":0}"));
        targets.set("type: webhook\naddress: %s\nsecret: soc\ntemplate: opsgenie".formatted(url()));
        send(parcels(1));
        targets.set("type: webhook\naddress: %s/T0/{{secret}}\nsecret: soc\ntemplate: slack".formatted(url()));
        send(parcels(1));
        targets.set(
                "type: webhook\naddress: %s\nuser: me\nsecret: soc\ntemplate: sms\nto: ['+41791234567']\nencoding: form"
                        .formatted(url()));
        send(parcels(1));

        assertThat(received.get(0).body()).isEqualTo("{\"routing_key\":\"s3cret\",\"n\":0}");
        assertThat(received.get(0).authorization()).isNull();
        assertThat(received.get(2).authorization()).isEqualTo("GenieKey s3cret");
        assertThat(received.get(3).path()).isEqualTo("/T0/s3cret");
        assertThat(received.get(4).authorization())
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString("me:s3cret".getBytes(UTF_8)));
        assertThat(received.get(4).contentType()).isEqualTo("application/x-www-form-urlencoded");
        assertThat(received.get(3).contentType()).isEqualTo("application/json");
        assertThat(received).extracting(Received::signature).containsOnlyNulls();
    }

    @Test
    void anAddressThatASecretSpoilsIsToldWithoutTheSecret() throws Exception {
        Files.writeString(secrets.resolve("acme/bad"), "not an address\n");
        targets.set("type: webhook\naddress: %s/{{secret}}\nsecret: bad\ngive-up-after: 0s".formatted(url()));

        assertThat(send(parcels(1)).refused()).singleElement().satisfies(letter -> assertThat(letter.reason())
                .contains("/{{secret}} of acme/soc is none with the secret 'bad' in it")
                .doesNotContain("not an address"));
    }

    @Test
    void aSignatureIsTheHmacOfTimeAndBody() {
        // Computed with: printf '1700000000.{}' | openssl dgst -sha256 -hmac key
        assertThat(Signature.of("{}".getBytes(UTF_8), "key", 1_700_000_000_999L))
                .isEqualTo("t=1700000000,v1=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae");
    }

    @Test
    void whatAWebhookRefusesIsADeadLetterAtOnce() throws Exception {
        targets.set("type: webhook\naddress: %s".formatted(url()));
        answer(410);

        Sent outcome = send(parcels(1));

        assertThat(outcome.delivered()).isEmpty();
        assertThat(outcome.refused()).singleElement().satisfies(letter -> {
            assertThat(letter.tenant()).isEqualTo("acme");
            assertThat(letter.topic()).isEqualTo("webhook:soc/id-0");
            assertThat(new String(letter.raw(), UTF_8)).isEqualTo("{\"n\":0}");
            assertThat(letter.reason()).isEqualTo("refused by webhook:soc at %s: HTTP 410 no".formatted(url()));
        });
        assertThat(received).hasSize(1);
    }

    @Test
    void triesAgainWhileAWebhookIsNotAble() throws Exception {
        targets.set("type: webhook\naddress: %s".formatted(url()));
        answer(503, 429, 408);

        Sent outcome = send(parcels(1));

        assertThat(outcome.refused()).isEmpty();
        assertThat(received).hasSize(4);
    }

    @Test
    void aTargetThatIsGoneIsGivenUpAndHoldsUpNoOther() throws Exception {
        targets.set("type: webhook\naddress: 'http://127.0.0.1:1'\ngive-up-after: 0s");

        Sent outcome = send(parcels(1));

        assertThat(outcome.refused()).singleElement().satisfies(letter -> assertThat(letter.reason())
                .contains("webhook:soc at http://127.0.0.1:1 did not take it"));
        targets.set("type: webhook\naddress: %s\ngive-up-after: 0s".formatted(url()));
        assertThat(send(parcels(1)).refused()).isEmpty();
    }

    @Test
    void anAddressThatWasMendedHoldsForWhatWaits() throws Exception {
        targets.set("type: webhook\naddress: 'http://127.0.0.1:1'");
        CompletableFuture<Sent> waiting = begin(parcels(1));
        Await.atLeast("it was looked up", Duration.ofMinutes(2), 1, () -> targets.lookUps.get());

        targets.set("type: webhook\naddress: %s".formatted(url()));

        assertThat(waiting.get(2, TimeUnit.MINUTES).refused()).isEmpty();
    }

    @Test
    void whatWaitsForATargetThatWasRemovedIsADeadLetter() throws Exception {
        assertThat(send(parcels(1)).refused()).singleElement().satisfies(letter -> assertThat(letter.reason())
                .isEqualTo("target acme/soc is no longer configured"));
    }

    @Test
    void httpGetsArraysAndOnlyWhatIsAtFaultIsRefused() throws Exception {
        targets.set("type: http\nsend: events\naddress: %s\nsecret: soc".formatted(url()));

        Sent outcome = send(parcels(4));
        assertThat(received).singleElement().satisfies(request -> {
            assertThat(request.body()).isEqualTo("[{\"n\":0},{\"n\":1},{\"n\":2},{\"n\":3}]");
            assertThat(request.authorization()).isEqualTo("Bearer s3cret");
        });
        assertThat(outcome.delivered()[0].count()).isEqualTo(4);

        List<Parcel> withOneUnfit = new ArrayList<>(parcels(5));
        withOneUnfit.set(3, parcel(3, "{\"unfit\":3}"));
        outcome = send(withOneUnfit);

        assertThat(outcome.refused()).extracting(DeadLetter::topic).containsExactly("webhook:soc/id-3");
        assertThat(outcome.delivered()[0].count()).isEqualTo(4);
    }

    @Test
    void aLoginThatIsNotAcceptedIsWaitedForWithoutLoss() throws Exception {
        targets.set("type: http\nsend: events\naddress: %s".formatted(url()));
        answer(401, 403, 404);

        assertThat(send(parcels(2)).refused()).isEmpty();
    }

    @Test
    void splunkGetsItsTokenAndOneEventAfterAnother() throws Exception {
        targets.set("type: splunk\nsend: events\naddress: %s\nsecret: soc".formatted(url()));

        assertThat(send(parcels(2)).refused()).isEmpty();

        assertThat(received).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/services/collector/event");
            assertThat(request.authorization()).isEqualTo("Splunk s3cret");
            assertThat(request.body().strip()).isEqualTo("{\"n\":0}\n{\"n\":1}");
        });
    }

    @Test
    void aSecretIsTheTenantsOwnWhateverItsName() {
        TenantSecrets own = new TenantSecrets(secrets.toString());

        assertThat(own.read("acme", "soc", java.util.Map.of())).isEqualTo("s3cret");
        assertThat(new TenantSecrets("").read("acme", "soc", java.util.Map.of("DREY_SECRET_ACME_SOC", "x")))
                .isEqualTo("x");
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> own.read("acme", "../other/soc", java.util.Map.of()));
        org.assertj.core.api.Assertions.assertThatIllegalStateException()
                .isThrownBy(() -> own.read("acme", "none", java.util.Map.of()))
                .withMessageContaining("the secret 'none' of tenant acme refers to the file");
    }

    @Test
    void syslogGetsFramesOverTlsAlsoAfterTheServerWentAway(@TempDir Path folder) throws Exception {
        TestCertificates certificates = TestCertificates.in(folder);
        int port;
        try (SSLServerSocket listener = listen(certificates, 0)) {
            port = listener.getLocalPort();
            targets.set("type: syslog\nsend: events\naddress: 127.0.0.1:%d\nca: |\n%s"
                    .formatted(port, Files.readString(certificates.authority()).indent(2)));
            CompletableFuture<String> read = readFrames(listener, 2);

            assertThat(send(List.of(parcel(0, "<134>1 a\nb"), parcel(1, "<134>1 c")))
                            .refused())
                    .isEmpty();

            assertThat(read.get(2, TimeUnit.MINUTES)).isEqualTo("10 <134>1 a\nb8 <134>1 c");
        }
        CompletableFuture<Sent> waiting = begin(List.of(parcel(2, "<134>1 d")));
        try (SSLServerSocket again = listen(certificates, port)) {
            CompletableFuture<String> read = readFrames(again, 1);
            assertThat(waiting.get(2, TimeUnit.MINUTES).refused()).isEmpty();
            assertThat(read.get(2, TimeUnit.MINUTES)).isEqualTo("8 <134>1 d");
        }
    }

    @Test
    void syslogIsNotSentToAServerThatNobodyVouchesFor(@TempDir Path folder) throws Exception {
        TestCertificates certificates = TestCertificates.in(folder);
        try (SSLServerSocket listener = listen(certificates, 0)) {
            CompletableFuture<String> unused = readFrames(listener, 1);
            targets.set("type: syslog\naddress: 127.0.0.1:%d\ngive-up-after: 0s".formatted(listener.getLocalPort()));

            assertThat(send(parcels(1)).refused()).singleElement().satisfies(letter -> assertThat(letter.reason())
                    .contains("SSLHandshakeException"));
            assertThat(unused).isNotNull();
        }
    }

    private static SSLServerSocket listen(TestCertificates certificates, int port) throws IOException {
        SSLServerSocket listener = (SSLServerSocket)
                certificates.serverContext().getServerSocketFactory().createServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return listener;
    }

    /** Accepts one connection and reads as many frames as are asked for, then closes it. */
    private static CompletableFuture<String> readFrames(SSLServerSocket listener, int frames) {
        return CompletableFuture.supplyAsync(() -> {
            try (SSLSocket client = (SSLSocket) listener.accept()) {
                InputStream in = client.getInputStream();
                ByteArrayOutputStream read = new ByteArrayOutputStream();
                for (int i = 0; i < frames; i++) {
                    int length = 0;
                    for (int digit = in.read(); digit != ' '; digit = in.read()) {
                        read.write(digit);
                        length = length * 10 + digit - '0';
                    }
                    read.write(' ');
                    read.writeBytes(in.readNBytes(length));
                }
                return read.toString(UTF_8);
            } catch (IOException e) {
                return e.toString();
            }
        });
    }

    private Sent send(List<Parcel> parcels) throws Exception {
        return sending.send(parcels);
    }

    private CompletableFuture<Sent> begin(List<Parcel> parcels) {
        return sending.begin(parcels);
    }

    private static List<Parcel> parcels(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> parcel(n, "{\"n\":%d}".formatted(n)))
                .toList();
    }

    private static Parcel parcel(int n, String body) {
        return new Parcel(
                "acme/soc",
                "id-" + n,
                body.getBytes(UTF_8),
                500,
                new Receipt(ACCESS, "webhook:soc", 0, "alerts.acme", 0, n));
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private synchronized void answer(int... next) {
        for (int status : next) {
            statuses.add(status);
        }
    }

    private synchronized void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        received.add(new Received(
                exchange.getRequestURI().getPath(),
                body,
                exchange.getRequestHeaders().getFirst("Drey-Signature"),
                exchange.getRequestHeaders().getFirst("Drey-Delivery"),
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders().getFirst("Content-Type")));
        Integer status = statuses.poll();
        if (status == null) {
            status = isUnfit(body) ? 400 : 200;
        }
        byte[] answer = (status == 200 ? "ok" : "no").getBytes(UTF_8);
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static boolean isUnfit(String body) throws IOException {
        JsonNode first = JSON.readTree(body);
        return first.findValue("unfit") != null;
    }

    private record Received(
            String path, String body, String signature, String delivery, String authorization, String contentType) {}
}
