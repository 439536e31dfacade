package io.drey.delivery.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.drey.configuration.ReadyTemplate;
import io.drey.configuration.SmsTarget;
import io.drey.configuration.TargetDocument;
import io.drey.delivery.domain.Signature;
import io.drey.event.CertificateAuthority;
import io.drey.event.Printable;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Webhooks, HTTP and Splunk's HTTP Event Collector. Redirects are not followed. */
final class HttpTargetClient implements TargetClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE_ASKED_FOR = Duration.ofMinutes(5);
    private static final String SPLUNK_PATH = "/services/collector/event";

    /** Request timeout, too early, too many requests. */
    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    /** What says that the body is at fault, and not the address or the login. */
    private static final Set<Integer> UNFIT = Set.of(400, 413, 415, 422);

    private final TargetDocument target;
    private final String secret;
    private final Clock clock;
    private final HttpClient http;

    HttpTargetClient(TargetDocument target, String secret, Executor executor, Clock clock) {
        this.target = target;
        this.secret = secret;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(executor)
                .sslContext(CertificateAuthority.contextOf("ca", target.certificateAuthority()))
                .build();
    }

    @Override
    public CompletableFuture<String> send(List<Parcel> parcels) {
        return http.sendAsync(request(parcels), HttpResponse.BodyHandlers.ofByteArray())
                .thenCompose(this::judge);
    }

    private HttpRequest request(List<Parcel> parcels) {
        byte[] body = body(parcels);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri())
                .timeout(REQUEST_TIMEOUT)
                .header("User-Agent", "drey")
                .header("Content-Type", isForm() ? "application/x-www-form-urlencoded" : "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        switch (target.type()) {
            case WEBHOOK -> {
                request.header("Drey-Delivery", parcels.get(0).id());
                if (!secret.isEmpty()) {
                    proveWhoSends(request, body);
                }
            }
            case HTTP -> {
                if (!secret.isEmpty()) {
                    request.header("Authorization", "Bearer " + secret);
                }
            }
            case SPLUNK -> request.header("Authorization", "Splunk " + secret);
            case SYSLOG, KAFKA, MAIL -> throw new IllegalStateException(target.ledgerName() + " does not speak HTTP");
        }
        return request.build();
    }

    /** The secret is a password, a service's key or part of the address; or, where it is nothing of that, it signs. */
    private void proveWhoSends(HttpRequest.Builder request, byte[] body) {
        if (!target.user().isEmpty()) {
            String login = target.user() + ":" + secret;
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8)));
        } else if (is(ReadyTemplate.OPSGENIE)) {
            request.header("Authorization", "GenieKey " + secret);
        } else if (!is(ReadyTemplate.PAGERDUTY) && !target.address().contains(TargetDocument.SECRET)) {
            request.header("Drey-Signature", Signature.of(body, secret, clock.millis()));
        }
    }

    private boolean is(ReadyTemplate template) {
        return target.ready().filter(template::equals).isPresent();
    }

    private boolean isForm() {
        return target.sms()
                .filter(sms -> sms.encoding() == SmsTarget.Encoding.FORM)
                .isPresent();
    }

    private URI uri() {
        if (target.address().contains(TargetDocument.SECRET)) {
            return uriWithSecret();
        }
        if (target.type() != TargetDocument.Type.SPLUNK || target.address().contains("/services/")) {
            return URI.create(target.address());
        }
        String address = target.address();
        return URI.create((address.endsWith("/") ? address.substring(0, address.length() - 1) : address) + SPLUNK_PATH);
    }

    private byte[] body(List<Parcel> parcels) {
        if (target.type() == TargetDocument.Type.WEBHOOK) {
            byte[] body = parcels.get(0).body();
            return is(ReadyTemplate.PAGERDUTY) ? withRoutingKey(body) : body;
        }
        boolean array = target.type() == TargetDocument.Type.HTTP;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < parcels.size(); i++) {
            body.write(array ? i == 0 ? '[' : ',' : '\n');
            body.writeBytes(parcels.get(i).body());
        }
        if (array) {
            body.write(']');
        }
        return body.toByteArray();
    }

    /** Put in here only, so that neither dead letters nor state hold it. */
    private byte[] withRoutingKey(byte[] object) {
        StringBuilder text = new StringBuilder("{\"routing_key\":\"");
        JsonStringEncoder.getInstance().quoteAsString(secret, text);
        return text.append("\",")
                .append(new String(object, 1, object.length - 1, UTF_8))
                .toString()
                .getBytes(UTF_8);
    }

    /** What is thrown does not hold the secret. */
    private URI uriWithSecret() {
        try {
            return new URI(target.address().replace(TargetDocument.SECRET, secret));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the address %s of %s is none with the secret '%s' in it: mend the secret"
                    .formatted(target.address(), target.key(), target.secret()));
        }
    }

    private CompletableFuture<String> judge(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        String text = new String(answer.body(), UTF_8);
        String reason = "HTTP %d %s".formatted(status, Printable.of(text.substring(0, Math.min(200, text.length()))));
        if (status >= 200 && status < 300) {
            return CompletableFuture.completedFuture(reason);
        }
        boolean fault = target.type() == TargetDocument.Type.WEBHOOK
                ? status >= 300 && status < 500 && !LATER.contains(status)
                : UNFIT.contains(status);
        return CompletableFuture.failedFuture(fault ? new Refused(reason) : new NotNow(reason, askedFor(answer)));
    }

    /** The pause that the answer asks for in seconds (RFC 9110, Retry-After); a date is not heeded. */
    private static Duration askedFor(HttpResponse<byte[]> answer) {
        String seconds = answer.headers().firstValue("Retry-After").orElse("");
        if (!seconds.matches("[0-9]{1,6}")) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
        return asked.compareTo(LONGEST_PAUSE_ASKED_FOR) < 0 ? asked : LONGEST_PAUSE_ASKED_FOR;
    }

    @Override
    public void close() {
        // The client has no connections of its own to close on JDK 17; they end when they have been idle.
    }
}
