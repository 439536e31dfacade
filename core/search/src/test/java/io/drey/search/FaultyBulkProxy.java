package io.drey.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/**
 * Stands before a real node and throttles single documents of bulk requests: what it throttles never reaches the node, the
 * rest does, and the client sees one answer for all.
 */
final class FaultyBulkProxy implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How many documents were answered with 429. */
    final AtomicInteger throttled = new AtomicInteger();

    /** How many bulk requests came. */
    final AtomicInteger requests = new AtomicInteger();

    private final URI node;
    private final int rounds;
    private final Map<String, Integer> roundsOf = new HashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;

    /** Throttles every document except each seventh as many times as {@code rounds}. */
    FaultyBulkProxy(URI node, int rounds) throws IOException {
        this.node = node;
        this.rounds = rounds;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/_bulk", this::bulk);
        server.createContext("/", this::pass);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "faulty-bulk-proxy");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void pass(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                forward(exchange.getRequestMethod(), exchange.getRequestURI().toString(), new byte[0]));
    }

    private void bulk(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        byte[] sent = exchange.getRequestBody().readAllBytes();
        byte[] body = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(new ByteArrayInputStream(sent)).readAllBytes()
                : sent;
        List<String> lines = new String(body, UTF_8).lines().toList();
        StringBuilder passed = new StringBuilder();
        boolean[] held = new boolean[lines.size() / 2];
        for (int i = 0; i < held.length; i++) {
            JsonNode action = JSON.readTree(lines.get(2 * i)).path("index");
            held[i] = isHeld(action.path("_id").asText(), i);
            if (!held[i]) {
                passed.append(lines.get(2 * i))
                        .append('\n')
                        .append(lines.get(2 * i + 1))
                        .append('\n');
            }
        }
        JsonNode real = passed.isEmpty()
                ? JSON.createObjectNode()
                : JSON.readTree(forward("POST", "/_bulk", passed.toString().getBytes(UTF_8))
                        .body());
        answer(exchange, merged(lines, held, real).toString().getBytes(UTF_8), 200);
    }

    private synchronized boolean isHeld(String id, int place) {
        int before = roundsOf.merge(id, 1, Integer::sum);
        return before <= rounds && place % 7 != 3;
    }

    private ObjectNode merged(List<String> lines, boolean[] held, JsonNode real) throws IOException {
        ObjectNode reply = JSON.createObjectNode().put("took", 1).put("errors", true);
        ArrayNode items = reply.putArray("items");
        int next = 0;
        for (int i = 0; i < held.length; i++) {
            if (held[i]) {
                throttled.incrementAndGet();
                items.addObject()
                        .putObject("index")
                        .put(
                                "_id",
                                JSON.readTree(lines.get(2 * i)).at("/index/_id").asText())
                        .put("status", 429)
                        .putObject("error")
                        .put("type", "rejected_execution_exception")
                        .put("reason", "rejected execution of coordinating operation");
            } else {
                items.add(real.path("items").get(next++));
            }
        }
        return reply;
    }

    private HttpResponse<byte[]> forward(String method, String path, byte[] body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(node.resolve(path))
                .header("Content-Type", "application/x-ndjson")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> response) throws IOException {
        answer(exchange, response.body(), response.statusCode());
    }

    private static void answer(HttpExchange exchange, byte[] body, int status) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
