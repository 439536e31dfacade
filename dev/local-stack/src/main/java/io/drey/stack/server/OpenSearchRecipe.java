package io.drey.stack.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.stack.process.Http;
import io.drey.stack.process.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * OpenSearch without the security plugin: one node that is a whole cluster, or where asked for two with data and a third, small
 * one that only votes. Two alone could not elect a manager once one of them is lost; of three, any may be.
 */
final class OpenSearchRecipe implements Recipe {
    static final String PROCESS = "opensearch";

    private static final int SEVERAL = 3;
    private static final int WITH_DATA = 2;
    private static final String HTTP = "http";
    private static final String TRANSPORT = "transport";
    private static final String NODE = "local";

    @Override
    public Server server() {
        return Server.OPENSEARCH;
    }

    @Override
    public List<String> ports() {
        return Member.names(SEVERAL, List.of(HTTP, TRANSPORT));
    }

    @Override
    public int memoryMegabytes() {
        return 900;
    }

    @Override
    public int moreMegabytes() {
        return 1_400;
    }

    @Override
    public void start(Site site) {
        nodes(site).forEach(node -> launch(site, node));
        site.await(Duration.ofMinutes(3), () -> health(site));
    }

    /** Nodes that are left go on; those that are lost come back, and copies are made on them again. */
    @Override
    public boolean mend(Site site) {
        if (Member.launchLost(site, nodes(site), PROCESS, node -> launch(site, node))
                .isEmpty()) {
            return false;
        }
        site.await(Duration.ofMinutes(3), () -> requireAllCopies(site));
        return true;
    }

    private static List<Member> nodes(Site site) {
        return Member.of(site, SEVERAL);
    }

    private static boolean hasData(Member node) {
        return node.number() <= WITH_DATA;
    }

    private static void launch(Site site, Member node) {
        Path conf = site.dir(node.named("conf"));
        site.write(conf.resolve("opensearch.yml"), settings(site, node));
        Path logging = site.copy("opensearch-log4j2.properties", conf.resolve("log4j2.properties"));
        site.launch(
                node.named(PROCESS),
                site.java(node.named(PROCESS), site.classPath())
                        .option(hasData(node) ? "-Xms256m" : "-Xms128m")
                        .option(hasData(node) ? "-Xmx512m" : "-Xmx192m")
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
    }

    private static String settings(Site site, Member node) {
        List<Member> nodes = nodes(site);
        List<String> lines = new ArrayList<>(List.of(
                "cluster.name: drey-local",
                "node.name: " + node.named(NODE),
                "network.host: " + Ports.HOST,
                "http.port: " + site.port(node.named(HTTP)),
                "transport.port: " + site.port(node.named(TRANSPORT)),
                "path.data: " + site.dir(node.named("data")),
                "path.logs: " + site.logs(),
                // A nearly full disk would make indices read-only, in the middle of a demonstration.
                "cluster.routing.allocation.disk.threshold_enabled: false",
                // Mapped files need a kernel setting (vm.max_map_count) that a user cannot change.
                "node.store.allow_mmap: false",
                "cluster.default_number_of_replicas: " + (nodes.size() > 1 ? WITH_DATA - 1 : 0)));
        if (nodes.size() == 1) {
            lines.add("discovery.type: single-node");
        } else {
            lines.add("discovery.seed_hosts: "
                    + nodes.stream()
                            .map(each -> site.address(each.named(TRANSPORT)))
                            .collect(Collectors.joining(", ", "[", "]")));
            // Without effect once the cluster has formed.
            lines.add("cluster.initial_cluster_manager_nodes: "
                    + nodes.stream().map(each -> each.named(NODE)).collect(Collectors.joining(", ", "[", "]")));
            if (!hasData(node)) {
                lines.add("node.roles: [cluster_manager]");
            }
        }
        return String.join("\n", lines) + "\n";
    }

    @Override
    public String health(Site site) throws Exception {
        JsonNode health = clusterHealth(site, url(site));
        String status = health.path("status").asText();
        if (status.equals("red")) {
            throw new IllegalStateException("its status is red; see " + url(site) + "/_cluster/allocation/explain");
        }
        String shards =
                "status " + status + ", " + health.path("active_primary_shards").asInt() + " shards";
        return site.isHighlyAvailable() ? health.path("number_of_nodes").asInt() + " nodes, " + shards : shards;
    }

    /** Throws unless each node says that all are there and each shard has all its copies. One may not have missed another yet. */
    private static void requireAllCopies(Site site) throws Exception {
        for (Member node : nodes(site)) {
            JsonNode health = clusterHealth(site, url(site, node));
            if (!health.path("status").asText().equals("green")) {
                throw new IllegalStateException("its status is %s, %d copies of shards are missing"
                        .formatted(
                                health.path("status").asText(),
                                health.path("unassigned_shards").asInt()
                                        + health.path("initializing_shards").asInt()));
            }
        }
    }

    /** What a node says of the cluster; throws while nodes are missing. */
    private static JsonNode clusterHealth(Site site, String url) throws Exception {
        JsonNode health = Http.json(URI.create(url + "/_cluster/health"));
        int wanted = nodes(site).size();
        int joined = health.path("number_of_nodes").asInt();
        if (joined != wanted) {
            throw new IllegalStateException(
                    "%d %s expected, %d joined".formatted(wanted, wanted == 1 ? "node" : "nodes", joined));
        }
        return health;
    }

    /** The first node with data that lives. */
    @Override
    public String url(Site site) {
        List<Member> withData =
                nodes(site).stream().filter(OpenSearchRecipe::hasData).toList();
        return url(
                site,
                withData.stream()
                        .filter(node -> site.isAlive(node.named(PROCESS)))
                        .findFirst()
                        .orElse(withData.get(0)));
    }

    /** All nodes with data, whether or not they live. */
    static List<URI> urls(Site site) {
        return nodes(site).stream()
                .filter(OpenSearchRecipe::hasData)
                .map(node -> URI.create(url(site, node)))
                .toList();
    }

    private static String url(Site site, Member node) {
        return "http://" + site.address(node.named(HTTP));
    }
}
