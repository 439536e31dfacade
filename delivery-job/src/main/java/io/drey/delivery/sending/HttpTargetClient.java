package io.drey.delivery.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.TargetDocument;
import io.drey.event.CertificateAuthority;
import io.drey.event.Printable;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Speaks to targets by HTTP. Redirects are not followed. */
final class HttpTargetClient implements TargetClient {

    /** Request timeout, too early, too many requests. */
    static final Set<Integer> LATER = Set.of(408, 425, 429);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE_ASKED_FOR = Duration.ofMinutes(5);

    /** What says that the body is at fault, and not the address or the login. */
    private static final Set<Integer> UNFIT = Set.of(400, 413, 415, 422);

    private final Posts posts;
    private final HttpClient http;

    HttpTargetClient(TargetDocument target, Executor executor, Posts posts) {
        this.posts = posts;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(executor)
                .sslContext(CertificateAuthority.contextOf("ca", target.certificateAuthority()))
                .build();
    }

    /** What is sent, and what its answers mean. */
    interface Posts {

        /** A request with these parcels, without what all requests have. */
        HttpRequest.Builder of(List<Parcel> parcels);

        /** Whether an answer's status, other than of success, says that the same request will never be taken. */
        default boolean refusedBy(int status) {
            return UNFIT.contains(status);
        }
    }

    @Override
    public CompletableFuture<String> send(List<Parcel> parcels) {
        HttpRequest request = posts.of(parcels)
                .timeout(REQUEST_TIMEOUT)
                .header("User-Agent", "drey")
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).thenCompose(this::judge);
    }

    private CompletableFuture<String> judge(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        String text = new String(answer.body(), UTF_8);
        String reason = "HTTP %d %s".formatted(status, Printable.of(text.substring(0, Math.min(200, text.length()))));
        if (status >= 200 && status < 300) {
            return CompletableFuture.completedFuture(reason);
        }
        return CompletableFuture.failedFuture(
                posts.refusedBy(status) ? new Refused(reason) : new NotNow(reason, askedFor(answer)));
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
