package io.drey.stack.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.stack.process.Http;
import io.drey.stack.process.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** OpenSearch: one node that is a whole cluster, without the security plugin. */
final class OpenSearchRecipe implements Recipe {
    private static final String HTTP = "http";
    private static final String TRANSPORT = "transport";

    @Override
    public Server server() {
        return Server.OPENSEARCH;
    }

    @Override
    public List<String> ports() {
        return List.of(HTTP, TRANSPORT);
    }

    @Override
    public int memoryMegabytes() {
        return 900;
    }

    @Override
    public void start(Site site) {
        Path conf = site.dir("conf");
        site.write(
                conf.resolve("opensearch.yml"),
                String.join(
                        "\n",
                        "cluster.name: drey-local",
                        "node.name: local",
                        "discovery.type: single-node",
                        "network.host: " + Ports.HOST,
                        "http.port: " + site.port(HTTP),
                        "transport.port: " + site.port(TRANSPORT),
                        "path.data: " + site.dir("data"),
                        "path.logs: " + site.logs(),
                        // A nearly full disk would make indices read-only, in the middle of a demonstration.
                        "cluster.routing.allocation.disk.threshold_enabled: false",
                        // Mapped files need a kernel setting (vm.max_map_count) that a user cannot change.
                        "node.store.allow_mmap: false",
                        "cluster.default_number_of_replicas: 0",
                        ""));
        Path logging = site.copy("opensearch-log4j2.properties", conf.resolve("log4j2.properties"));
        site.launch(
                "opensearch",
                site.java("opensearch", site.classPath())
                        .option("-Xms256m")
                        .option("-Xmx512m")
                        .option("-XX:+UseSerialGC")
                        .option("-XX:MaxDirectMemorySize=128m")
                        .option("-XX:ReservedCodeCacheSize=96m")
                        .option("-Dlog4j2.configurationFile=" + logging.toUri())
                        .option("-Djna.tmpdir=" + site.dir("tmp"))
                        .option("-Dio.netty.allocator.numDirectArenas=0")
                        .option("-Dio.netty.noUnsafe=true")
                        .main(
                                "io.drey.stack.opensearch.OpenSearchNode",
                                List.of(site.dir().toString(), conf.toString())),
                Map.of());
        site.await(Duration.ofMinutes(3), () -> health(site));
    }

    @Override
    public String health(Site site) throws Exception {
        JsonNode health = Http.json(URI.create(url(site) + "/_cluster/health"));
        String status = health.path("status").asText();
        if (status.equals("red")) {
            throw new IllegalStateException("its status is red; see " + url(site) + "/_cluster/allocation/explain");
        }
        return "status " + status + ", " + health.path("active_primary_shards").asInt() + " shards";
    }

    @Override
    public String url(Site site) {
        return "http://" + site.address(HTTP);
    }
}
