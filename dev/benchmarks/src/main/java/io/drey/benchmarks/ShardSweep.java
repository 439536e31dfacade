package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.configuration.SearchPolicy;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.render.EcsJson;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.search.IndexTemplates;
import io.drey.search.OpenSearchClient;
import io.drey.search.OpenSearchConnection;
import io.drey.stack.LocalStack;
import io.drey.stack.ServerStatus;
import io.drey.stack.server.Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What shards and replicas cost: the documents of the same lines in indices of one to eight shards, without and with a replica, on two
 * OpenSearch nodes. For each: documents per CPU-second of all nodes, bytes on disk for a byte of line, and how long a search takes.
 */
final class ShardSweep {

    private static final int DOCUMENTS = 200_000;
    private static final int BULK = 2_000;
    private static final int SEARCHES = 200;
    private static final int[] SHARDS = {1, 2, 4, 8};
    private static final int[] REPLICAS = {0, 1};
    private static final long ARRIVAL = 1_741_000_000_000L;
    private static final DatasetId DATASET = new DatasetId("bench", "access");
    private static final SearchPolicy POLICY =
            new SearchPolicy(SearchPolicy.Selection.ALL, 1, SearchPolicy.Period.MONTHLY, SearchPolicy.Original.DROPPED);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalStack stack;
    private final OpenSearchClient client;
    private final List<byte[]> bodies = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private long lineBytes;

    private record Outcome(
            int shards,
            int replicas,
            double perCpuSecond,
            double bytesPerByte,
            double medianMillis,
            double slowMillis) {}

    private ShardSweep(LocalStack stack) {
        this.stack = stack;
        this.client =
                new OpenSearchClient(OpenSearchConnection.to(stack.openSearch().url()));
    }

    public static void main(String[] arguments) throws Exception {
        Path inputs = Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs"));
        LocalStack stack = LocalStack.in(inputs.resolveSibling("shards-stack").toAbsolutePath())
                .with(Server.OPENSEARCH)
                .highlyAvailable(Server.OPENSEARCH)
                .start();
        // Also when it is interrupted: the nodes are processes of their own.
        Runtime.getRuntime().addShutdownHook(new Thread(stack::stopAndDelete, "stop-stack"));
        ShardSweep sweep = new ShardSweep(stack);
        sweep.prepare(new AccessLogInput(1_000_000, 20250301).in(inputs));
        sweep.run();
        System.exit(0);
    }

    /** Makes the bodies of bulk requests, as delivery sends them but for the index. */
    private void prepare(Path file) throws IOException {
        Lines lines = Lines.read(file, DOCUMENTS);
        LineParser parser = Formats.parser("combined");
        EcsJson json = new EcsJson();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < lines.count(); i++) {
            EventBuilder event = new EventBuilder(DATASET, "topic", "raw.bench.access", 0, i, 0, ARRIVAL, lines.bytes);
            event.ingestedMillis(ARRIVAL);
            if (parser.parse(event, lines.starts[i], lines.end(i)) != null) {
                throw new IllegalStateException("line %d of %s is no access line".formatted(i + 1, file));
            }
            lineBytes += lines.end(i) - lines.starts[i] + 1;
            if (i % 100 == 0) {
                addresses.add(event.text(Field.SOURCE_IP));
            }
            body.writeBytes(
                    "{\"index\":{\"_id\":\"%s\"}}\n".formatted(event.id()).getBytes(UTF_8));
            body.writeBytes(POLICY.document(json, event));
            body.write('\n');
            if ((i + 1) % BULK == 0 || i + 1 == lines.count()) {
                bodies.add(body.toByteArray());
                body.reset();
            }
        }
    }

    private void run() throws Exception {
        IndexTemplates.install(client);
        measure(1, 1);
        System.err.println("warmed up");
        List<Outcome> outcomes = new ArrayList<>();
        for (int replicas : REPLICAS) {
            for (int shards : SHARDS) {
                Outcome outcome = measure(shards, replicas);
                outcomes.add(outcome);
                System.err.printf(
                        Locale.ROOT,
                        "%d shards, %d replicas: %,8.0f documents per CPU-second, %.2f bytes a byte of line, searches %.1f ms in the middle, %.1f ms at p95%n",
                        shards,
                        replicas,
                        outcome.perCpuSecond(),
                        outcome.bytesPerByte(),
                        outcome.medianMillis(),
                        outcome.slowMillis());
            }
        }
        ObjectNode result = JSON.createObjectNode().put("benchmark", "shards").put("documents", DOCUMENTS);
        ArrayNode all = result.putArray("indices");
        for (Outcome outcome : outcomes) {
            all.addObject()
                    .put("shards", outcome.shards())
                    .put("replicas", outcome.replicas())
                    .put("documents_per_cpu_second", Math.round(outcome.perCpuSecond()))
                    .put("bytes_per_byte_of_line", Math.round(100 * outcome.bytesPerByte()) / 100.0)
                    .put("search_milliseconds_median", Math.round(10 * outcome.medianMillis()) / 10.0)
                    .put("search_milliseconds_p95", Math.round(10 * outcome.slowMillis()) / 10.0);
        }
        System.out.println(result);
    }

    private Outcome measure(int shards, int replicas) throws Exception {
        String index = "logs-bench-2025.03";
        require(client.send("DELETE", "/" + index + "?ignore_unavailable=true", new byte[0]));
        require(client.send(
                "PUT",
                "/" + index,
                "{\"settings\":{\"number_of_shards\":%d,\"number_of_replicas\":%d,\"auto_expand_replicas\":false}}"
                        .formatted(shards, replicas)
                        .getBytes(UTF_8)));
        require(client.send("GET", "/_cluster/health/" + index + "?wait_for_status=green&timeout=60s", new byte[0]));
        double cpu = cpuSeconds();
        for (byte[] body : bodies) {
            JsonNode answer = require(client.send("POST", "/" + index + "/_bulk", body));
            if (answer.path("errors").asBoolean()) {
                throw new IllegalStateException("a document was not taken: " + answer.at("/items/0"));
            }
        }
        require(client.send("POST", "/" + index + "/_refresh", new byte[0]));
        double used = cpuSeconds() - cpu;
        // As an index looks that is written no more.
        require(client.send("POST", "/" + index + "/_forcemerge?max_num_segments=1", new byte[0]));
        JsonNode stats = settled(index);
        long documents = stats.at("/_all/primaries/docs/count").asLong();
        if (documents != DOCUMENTS) {
            throw new IllegalStateException("%d documents of %d arrived".formatted(documents, DOCUMENTS));
        }
        double[] millis = searches(index);
        return new Outcome(
                shards,
                replicas,
                DOCUMENTS / used,
                stats.at("/_all/total/store/size_in_bytes").asLong() / (double) lineBytes,
                millis[SEARCHES / 2],
                millis[SEARCHES * 95 / 100]);
    }

    /** What an index says of itself once segments that were merged are gone: for ten seconds its size has not changed. */
    private JsonNode settled(String index) throws Exception {
        JsonNode stats = null;
        long size = -1;
        for (int same = 0; same < 10; ) {
            require(client.send("POST", "/" + index + "/_refresh", new byte[0]));
            require(client.send("POST", "/" + index + "/_flush?force=true", new byte[0]));
            stats = require(client.send("GET", "/" + index + "/_stats/store,docs", new byte[0]));
            long now = stats.at("/_all/total/store/size_in_bytes").asLong();
            same = now == size ? same + 1 : 0;
            size = now;
            Thread.sleep(1_000);
        }
        return stats;
    }

    /** The newest lines of an address, and its lines over time, as a panel asks: how long each took, sorted. */
    private double[] searches(String index) throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        double[] millis = new double[SEARCHES];
        for (int i = -SEARCHES / 4; i < SEARCHES; i++) {
            String query =
                    ("{\"size\":20,\"sort\":[{\"@timestamp\":\"desc\"}],\"query\":{\"term\":{\"source.ip\":\"%s\"}},"
                                    + "\"aggs\":{\"time\":{\"date_histogram\":{\"field\":\"@timestamp\",\"fixed_interval\":\"1m\"}}}}")
                            .formatted(addresses.get(random.nextInt(addresses.size())));
            long began = System.nanoTime();
            require(client.send("POST", "/" + index + "/_search?request_cache=false", query.getBytes(UTF_8)));
            if (i >= 0) {
                millis[i] = (System.nanoTime() - began) / 1e6;
            }
        }
        Arrays.sort(millis);
        return millis;
    }

    private static JsonNode require(HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "%s: HTTP %d %s".formatted(answer.uri(), answer.statusCode(), new String(answer.body(), UTF_8)));
        }
        return JSON.readTree(answer.body());
    }

    private double cpuSeconds() {
        return stack.status().stream()
                        .flatMap(status -> status.processes().stream())
                        .map(ServerStatus.ProcessStatus::pid)
                        .flatMap(pid -> ProcessHandle.of(pid).stream())
                        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                        .mapToLong(Duration::toMillis)
                        .sum()
                / 1e3;
    }
}
