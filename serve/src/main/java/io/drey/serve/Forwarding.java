package io.drey.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.CertificateAuthority;
import io.drey.serve.run.Peers;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers about runs that another instance has, by asking it on behalf of whoever asks: with the token that was sent, which the other
 * one judges itself.
 */
final class Forwarding {

    private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MARK = "Drey-Forwarded";
    private static final HttpString FORWARDED = new HttpString(MARK);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final Peers peers;
    private final HttpClient http;

    Forwarding(Peers peers, ServeSettings settings) {
        this.peers = peers;
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        settings.peerAuthority()
                .ifPresent(file -> client.sslContext(
                        CertificateAuthority.context(ServeSettings.PEER_CA.key(), file.toString(), null)));
        this.http = client.build();
    }

    /**
     * Answers about a run here, or has the instance answer that has it.
     *
     * @param isHere whether a run is here
     */
    Routes.Answer byHolder(Predicate<String> isHere, Routes.Answer here) {
        return request -> {
            String run = request.path("run");
            Optional<URI> holder = isForwarded(request) || isHere.test(run) ? Optional.empty() : peers.holder(run);
            if (holder.isEmpty()) {
                here.to(request);
                return;
            }
            HttpResponse<InputStream> answer;
            try {
                answer = send(request, holder.get());
            } catch (IOException e) {
                LOG.info("{} does not answer about run {}", holder.get(), run, e);
                throw new HttpProblem(
                        StatusCodes.SERVICE_UNAVAILABLE,
                        "the instance that has the run does not answer: try again, or begin it again");
            }
            try (InputStream body = answer.body()) {
                request.exchange().setStatusCode(answer.statusCode());
                answer.headers()
                        .firstValueAsLong("Content-Length")
                        .ifPresent(request.exchange()::setResponseContentLength);
                body.transferTo(request.begin(
                        answer.headers().firstValue("Content-Type").orElse("application/octet-stream")));
            }
        };
    }

    /** What the other instances list under a name; one that does not answer is left out. */
    List<JsonNode> listed(Request request, String name) {
        List<JsonNode> listed = new ArrayList<>();
        if (isForwarded(request)) {
            return listed;
        }
        for (URI other : peers.others()) {
            try (InputStream body = send(request, other).body()) {
                JSON.readTree(body).path(name).forEach(listed::add);
            } catch (IOException e) {
                LOG.warn("{} does not answer, and its {} are left out", other, name, e);
            }
        }
        return listed;
    }

    private static boolean isForwarded(Request request) {
        return request.exchange().getRequestHeaders().contains(FORWARDED);
    }

    private HttpResponse<InputStream> send(Request request, URI to) throws IOException {
        String query = request.exchange().getQueryString();
        HttpRequest asked = HttpRequest.newBuilder(
                        to.resolve(request.exchange().getRequestPath() + (query.isEmpty() ? "" : "?" + query)))
                .timeout(ANSWER)
                .header("Authorization", request.exchange().getRequestHeaders().getFirst(Headers.AUTHORIZATION))
                .header(MARK, "1")
                .method(request.exchange().getRequestMethod().toString(), BodyPublishers.noBody())
                .build();
        try {
            return http.send(asked, BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + to, e);
        }
    }
}
