package io.drey.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.Blame;
import io.drey.event.Explained;
import io.drey.query.access.AccessPolicy;
import io.drey.query.access.AccessPolicy.Grant;
import io.drey.query.sight.AccessRefusedException;
import io.drey.serve.run.Runs;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which request is answered by what, who may ask, and what becomes of failures. */
final class Routes {

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BEARER = "Bearer ";

    /** Nothing from elsewhere, and nothing that could send anything elsewhere; styles within a page are those of reports. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:;"
                    + " frame-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Supplier<AccessPolicy> policy;
    private final Clock clock;
    /** What is a part of the path is no parameter of a query. */
    private final RoutingHandler routing = new RoutingHandler(false);

    private final Map<String, Set<String>> byPath = new LinkedHashMap<>();

    Routes(Supplier<AccessPolicy> policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
        routing.setFallbackHandler(exchange ->
                problem(exchange, HttpProblem.notFound("there is nothing at %s".formatted(exchange.getRequestPath()))));
        routing.setInvalidMethodHandler(exchange -> problem(
                exchange,
                new HttpProblem(
                        StatusCodes.METHOD_NOT_ALLOWED,
                        "%s is not for %s".formatted(exchange.getRequestMethod(), exchange.getRequestPath()))));
    }

    /** Answers a request. */
    interface Answer {
        void to(Request request) throws IOException;
    }

    /** A route for those who have a token. */
    Routes add(String method, String path, Answer answer) {
        byPath.computeIfAbsent(path, unused -> new TreeSet<>()).add(method);
        routing.add(method, path, blocking(exchange -> answer.to(new Request(exchange, grant(exchange)))));
        return this;
    }

    /** A file of ours, for everybody. */
    Routes addFile(String path, String resource, String contentType) {
        byte[] content = resource(resource);
        routing.add("GET", path, blocking(exchange -> {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
            exchange.getOutputStream().write(content);
        }));
        return this;
    }

    /** Whether it may be asked, for everybody: 200 or 503. */
    Routes addReadiness(String path, BooleanSupplier ready) {
        routing.add("GET", path, blocking(exchange -> {
            boolean isReady = ready.getAsBoolean();
            exchange.setStatusCode(isReady ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE);
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            exchange.getResponseSender().send(isReady ? "{\"status\":\"ready\"}" : "{\"status\":\"warming up\"}");
        }));
        return this;
    }

    /** Methods by path of those who have a token. */
    Map<String, Set<String>> byPath() {
        return byPath;
    }

    HttpHandler handler() {
        return exchange -> {
            HeaderMap headers = exchange.getResponseHeaders();
            headers.put(new HttpString("Content-Security-Policy"), CONTENT_POLICY);
            headers.put(new HttpString("X-Content-Type-Options"), "nosniff");
            headers.put(new HttpString("Referrer-Policy"), "no-referrer");
            headers.put(Headers.CACHE_CONTROL, "no-store");
            routing.handleRequest(exchange);
        };
    }

    private interface Blocking {
        void handle(HttpServerExchange exchange) throws IOException;
    }

    private static HttpHandler blocking(Blocking handler) {
        return new BlockingHandler(exchange -> {
            try {
                handler.handle(exchange);
            } catch (IOException e) {
                // Whoever asked is gone.
                LOG.debug("{} was not answered", exchange.getRequestPath(), e);
                exchange.getConnection().close();
            } catch (RuntimeException e) {
                failed(exchange, e);
            }
        });
    }

    private Grant grant(HttpServerExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
        Optional<Grant> grant = Optional.ofNullable(given)
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .flatMap(header ->
                        policy.get().grant(header.substring(BEARER.length()).strip(), clock.instant()));
        return grant.orElseThrow(() -> {
            exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer realm=\"drey\"");
            return new HttpProblem(
                    StatusCodes.UNAUTHORIZED,
                    "send a token that is in force, as in Authorization: Bearer TOKEN: 'drey serve token' makes one");
        });
    }

    private static void failed(HttpServerExchange exchange, RuntimeException failure) {
        if (exchange.isResponseStarted()) {
            // A part of an answer must not look like all of it.
            LOG.warn("{} was answered in part", exchange.getRequestPath(), failure);
            try {
                exchange.getConnection().close();
            } catch (IOException e) {
                LOG.debug("The connection is closed already", e);
            }
            return;
        }
        problem(exchange, problemOf(exchange, failure));
    }

    private static HttpProblem problemOf(HttpServerExchange exchange, RuntimeException failure) {
        if (failure instanceof HttpProblem problem) {
            return problem;
        }
        if (failure instanceof AccessRefusedException) {
            return new HttpProblem(StatusCodes.FORBIDDEN, failure.getMessage());
        }
        if (failure instanceof Runs.TooManyException) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "5");
            return new HttpProblem(StatusCodes.TOO_MANY_REQUESTS, failure.getMessage());
        }
        if (failure instanceof Explained explained) {
            if (explained.blame() == Blame.USAGE) {
                return HttpProblem.badRequest(failure.getMessage());
            }
            LOG.info("{} failed", exchange.getRequestPath(), failure);
            return new HttpProblem(StatusCodes.BAD_GATEWAY, failure.getMessage());
        }
        LOG.error("{} failed", exchange.getRequestPath(), failure);
        return new HttpProblem(
                StatusCodes.INTERNAL_SERVER_ERROR, "this is a fault of ours: the service's log says more");
    }

    /** As RFC 9457 has it. */
    private static void problem(HttpServerExchange exchange, HttpProblem problem) {
        exchange.setStatusCode(problem.status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/problem+json");
        try {
            exchange.getResponseSender()
                    .send(JSON.writeValueAsString(Answers.problem(
                            problem.status(), StatusCodes.getReason(problem.status()), problem.getMessage())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] resource(String name) {
        try (InputStream in = Routes.class.getResourceAsStream("/io/drey/serve/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
