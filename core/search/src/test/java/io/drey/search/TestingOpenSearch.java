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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/** Answers as OpenSearch does: keeps documents by index and id, heeds versions, and can be told to fail. */
final class TestingOpenSearch implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    final Map<String, String> documents = new ConcurrentHashMap<>();
    final AtomicInteger requests = new AtomicInteger();
    final AtomicLong bytesReceived = new AtomicLong();
    final List<String> logins = new CopyOnWriteArrayList<>();
    final Map<String, Integer> refusals = new ConcurrentHashMap<>();

    private final Map<String, Long> versions = new ConcurrentHashMap<>();
    private final Queue<Integer> failures = new ArrayDeque<>();
    private final HttpServer server;
    private volatile int longestBody = Integer.MAX_VALUE;

    TestingOpenSearch() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/_bulk", this::bulk);
        server.createContext("/", this::version);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Refuses the documents of an index with this status; 0 ends it. */
    void refuse(String index, int status) {
        if (status == 0) {
            refusals.remove(index);
        } else {
            refusals.put(index, status);
        }
    }

    /** Answers the next requests with these statuses; 0 closes the connection after the documents were stored. */
    synchronized void failNext(int... statuses) {
        for (int status : statuses) {
            failures.add(status);
        }
    }

    void refuseBodiesLongerThan(int bytes) {
        longestBody = bytes;
    }

    String document(String index, String id) {
        return documents.get(index + "/" + id);
    }

    private void version(HttpExchange exchange) throws IOException {
        byte[] answer = "{\"version\":{\"number\":\"2.19.4\"}}".getBytes(UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private synchronized void bulk(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        logins.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        byte[] sent = exchange.getRequestBody().readAllBytes();
        bytesReceived.addAndGet(sent.length);
        byte[] body = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(new ByteArrayInputStream(sent)).readAllBytes()
                : sent;
        Integer failure = failures.poll();
        if (failure != null && failure != 0) {
            exchange.sendResponseHeaders(failure, -1);
            exchange.close();
            return;
        }
        if (body.length > longestBody) {
            exchange.sendResponseHeaders(413, -1);
            exchange.close();
            return;
        }
        byte[] answer = store(new String(body, UTF_8)).toString().getBytes(UTF_8);
        if (failure != null) {
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private ObjectNode store(String body) throws IOException {
        ObjectNode reply = JSON.createObjectNode().put("errors", true);
        ArrayNode items = reply.putArray("items");
        List<String> lines = body.lines().toList();
        for (int i = 0; i < lines.size(); i += 2) {
            JsonNode action = JSON.readTree(lines.get(i)).path("index");
            ObjectNode item = items.addObject().putObject("index");
            item.put("_id", action.path("_id").asText());
            item.put("status", status(action, lines.get(i + 1)));
        }
        return reply;
    }

    private int status(JsonNode action, String document) throws IOException {
        JsonNode json = JSON.readTree(document);
        if (json.has("unfit")) {
            return 400;
        }
        Integer refusal = refusals.get(action.path("_index").asText());
        if (refusal != null) {
            return refusal;
        }
        String place = action.path("_index").asText() + "/" + action.path("_id").asText();
        if (action.has("version")) {
            long version = action.path("version").asLong();
            if (version < versions.getOrDefault(place, -1L)) {
                return 409;
            }
            versions.put(place, version);
        }
        return documents.put(place, document) == null ? 201 : 200;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
