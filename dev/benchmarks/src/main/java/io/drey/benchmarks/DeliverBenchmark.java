package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.configuration.DatasetDocument;
import io.drey.configuration.SearchPolicy;
import io.drey.delivery.DeliveryTopology;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.LogEventCodec;
import io.drey.event.Rejection;
import io.drey.event.render.EcsJson;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.FixedDatasets;
import io.drey.search.IndexTemplates;
import io.drey.search.OpenSearchClient;
import io.drey.search.OpenSearchConnection;
import io.drey.search.OpenSearchEnd;
import io.drey.search.OpenSearchSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.ServerStatus;
import io.drey.stack.server.Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Events to searchable documents by the delivery job's topology, against the same documents, rendered before, by the bulk
 * interface of the same node: same requests of 1,000 documents, two under way, one after the other in each round.
 *
 * <p>What counts is documents per CPU-second of everything that works: this process and the node's. Ours decodes events from
 * Avro, drops replayed positions, keeps clocks, renders JSON and takes checkpoints; its cluster's start is in the time. Exit
 * code 1 if not all documents arrived.
 */
final class DeliverBenchmark {

    private static final int DOCUMENTS = 100_000;
    private static final int BULK = 1_000;
    private static final int IN_FLIGHT = 2;
    private static final int DEFAULT_ROUNDS = 5;
    private static final double GOAL = 0.7;
    private static final long ARRIVAL = 1_741_000_000_000L;
    private static final DatasetId DATASET = new DatasetId("bench", "access");
    private static final String INDEX = "logs-bench-2025.03";
    private static final SearchPolicy MONTHLY =
            new SearchPolicy(SearchPolicy.Selection.ALL, 1, SearchPolicy.Period.MONTHLY, SearchPolicy.Original.DROPPED);
    private static final ObjectMapper JSON = new ObjectMapper();

    // What the source's function reads, which is shipped to it as code only.
    private static byte[][] events;

    private final URI node;
    private final long nodePid;
    private final OpenSearchClient client;
    private final List<byte[]> bodies;

    private DeliverBenchmark(URI node, long nodePid, List<byte[]> bodies) {
        this.node = node;
        this.nodePid = nodePid;
        this.client = new OpenSearchClient(OpenSearchConnection.to(node));
        this.bodies = bodies;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        Path inputs = Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs"));
        List<byte[]> bodies = prepare(new AccessLogInput(1_000_000, 20250301).in(inputs));
        LocalStack stack = LocalStack.in(inputs.resolveSibling("deliver-stack").toAbsolutePath())
                .with(Server.OPENSEARCH)
                .start();
        // Also when it is interrupted: the node is a process of its own.
        Runtime.getRuntime().addShutdownHook(new Thread(stack::stopAndDelete, "stop-stack"));
        long pid = stack.status().stream()
                .filter(status -> status.server() == Server.OPENSEARCH)
                .flatMap(status -> status.processes().stream())
                .mapToLong(ServerStatus.ProcessStatus::pid)
                .findFirst()
                .orElseThrow();
        int code = new DeliverBenchmark(stack.openSearch().url(), pid, bodies).run(rounds);
        System.exit(code);
    }

    /** Makes encoded events, which ours begins with, and bodies of bulk requests, which the peer sends. */
    private static List<byte[]> prepare(Path file) throws IOException {
        Lines lines = Lines.read(file, DOCUMENTS);
        LineParser parser = Formats.parser("combined");
        LogEventCodec codec = new LogEventCodec();
        EcsJson json = new EcsJson();
        events = new byte[lines.count()][];
        List<byte[]> bodies = new ArrayList<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < lines.count(); i++) {
            EventBuilder event = new EventBuilder(DATASET, "topic", "raw.bench.access", 0, i, 0, ARRIVAL, lines.bytes);
            event.ingestedMillis(ARRIVAL);
            Rejection rejection = parser.parse(event, lines.starts[i], lines.end(i));
            if (rejection != null) {
                throw new IllegalStateException("line %d: %s".formatted(i + 1, rejection));
            }
            events[i] = codec.encode(event);
            body.writeBytes("{\"index\":{\"_index\":\"%s\",\"_id\":\"%s\"}}\n"
                    .formatted(INDEX, event.id())
                    .getBytes(UTF_8));
            body.writeBytes(MONTHLY.document(json, event));
            body.write('\n');
            if ((i + 1) % BULK == 0 || i + 1 == lines.count()) {
                bodies.add(body.toByteArray());
                body.reset();
            }
        }
        return bodies;
    }

    private int run(int rounds) throws Exception {
        IndexTemplates.install(client);
        Map<String, List<Rate>> rates = new LinkedHashMap<>();
        // The first round warms up and does not count.
        for (int round = 0; round <= rounds; round++) {
            for (Map.Entry<String, Work> entry :
                    List.<Map.Entry<String, Work>>of(Map.entry("bulk", this::bulk), Map.entry("drey", this::deliver))) {
                Rate rate = measure(entry.getValue());
                if (round > 0) {
                    rates.computeIfAbsent(entry.getKey(), name -> new ArrayList<>())
                            .add(rate);
                }
                System.err.printf(
                        Locale.ROOT,
                        "%s  %-5s %,8.0f documents per CPU-second, %,8.0f per second%n",
                        round == 0 ? "warm-up    " : "round %d of %d".formatted(round, rounds),
                        entry.getKey(),
                        rate.perCpuSecond,
                        rate.perSecond);
            }
        }
        return report(rounds, rates.get("drey"), rates.get("bulk"));
    }

    private interface Work {
        void run() throws Exception;
    }

    private record Rate(double perCpuSecond, double perSecond) {}

    private Rate measure(Work work) throws Exception {
        client.send("DELETE", "/" + INDEX, new byte[0]);
        long began = System.nanoTime();
        double cpuBefore = cpuSeconds();
        work.run();
        client.send("POST", "/" + INDEX + "/_refresh", new byte[0]);
        double cpu = cpuSeconds() - cpuBefore;
        double seconds = (System.nanoTime() - began) / 1e9;
        JsonNode count = JSON.readTree(
                client.send("GET", "/" + INDEX + "/_count", new byte[0]).body());
        if (count.path("count").asInt() != events.length) {
            throw new IllegalStateException("%s documents of %d arrived".formatted(count, events.length));
        }
        return new Rate(events.length / cpu, events.length / seconds);
    }

    private double cpuSeconds() {
        Duration own = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
        Duration nodes = ProcessHandle.of(nodePid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
        return own.plus(nodes).toMillis() / 1e3;
    }

    private void bulk() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        Semaphore slots = new Semaphore(IN_FLIGHT);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (byte[] body : bodies) {
            slots.acquire();
            HttpRequest request = HttpRequest.newBuilder(node.resolve("/_bulk"))
                    .header("Content-Type", "application/x-ndjson")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            all.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                    .whenComplete((answer, failure) -> slots.release())
                    .thenAccept(answer -> {
                        if (answer.statusCode() != 200) {
                            throw new IllegalStateException("HTTP " + answer.statusCode());
                        }
                    }));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
    }

    private void deliver() throws Exception {
        Configuration configuration = Configuration.fromMap(Map.of(
                "opensearch-urls", node.toString(),
                "opensearch-compression", "none",
                "opensearch-bulk-documents", Integer.toString(BULK),
                "opensearch-bulks-in-flight", Integer.toString(IN_FLIGHT)));
        StreamExecutionEnvironment environment = JobEnvironment.createPatient(configuration);
        environment.setParallelism(1);
        FixedDatasets directory =
                new FixedDatasets(DatasetDocument.live(DATASET, "combined").withSearch(MONTHLY));
        GeneratorFunction<Long, byte[]> generated = n -> events[n.intValue()];
        OpenSearchEnd.write(
                DeliveryTopology.logDocuments(
                        DeliveryTopology.events(
                                environment,
                                new DataGeneratorSource<>(
                                        generated,
                                        events.length,
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO),
                                directory,
                                new DiscardingSink<>()),
                        directory),
                OpenSearchSettings.from(configuration),
                "logs");
        environment.execute("deliver");
    }

    private static int report(int rounds, List<Rate> ours, List<Rate> theirs) {
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ratios[i] = ours.get(i).perCpuSecond / theirs.get(i).perCpuSecond;
        }
        Spread ratio = Spread.of(ratios);
        double drey = Spread.of(ours.stream().mapToDouble(Rate::perCpuSecond).toArray())
                .median();
        double bulk = Spread.of(theirs.stream().mapToDouble(Rate::perCpuSecond).toArray())
                .median();
        System.err.printf(
                Locale.ROOT,
                "%n%-8s %24s %10s %16s %8s%n%-8s %,24.0f%n%-8s %,24.0f %8.2f x %6.2f to %6.2f %6.1f x%n",
                "",
                "documents/CPU-second",
                "ours is",
                "rounds",
                "goal",
                "drey",
                drey,
                "bulk",
                bulk,
                ratio.median(),
                ratio.lowest(),
                ratio.highest(),
                GOAL);
        ObjectNode result = JSON.createObjectNode();
        result.put("benchmark", "deliver");
        result.put("rounds", rounds);
        result.put("documents_per_cpu_second", Math.round(drey));
        ObjectNode peer = result.putObject("peers").putObject("bulk");
        peer.put("documents_per_cpu_second", Math.round(bulk));
        peer.put("ratio", Math.round(ratio.median() * 100) / 100.0);
        peer.put("goal", GOAL);
        peer.put("reached", ratio.median() >= GOAL);
        System.out.println(result);
        return 0;
    }
}
