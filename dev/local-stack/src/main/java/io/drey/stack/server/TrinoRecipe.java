package io.drey.stack.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.stack.process.Http;
import io.drey.stack.process.JavaCommand;
import io.drey.stack.process.JdkSearch;
import io.drey.stack.process.JdkSearch.Jdk;
import io.drey.stack.process.Ports;
import io.drey.stack.process.StackException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Trino: coordinator and worker in one process, on a JDK of its own. Its catalog {@code lake} is the JDBC catalog that Flink
 * uses too, in the stack's PostgreSQL; {@code rest} is the stack's REST catalog if there is one.
 */
public final class TrinoRecipe implements Recipe {
    /** Names the JDK that Trino runs on. */
    static final String JDK_VARIABLE = "DREY_TRINO_JAVA_HOME";

    static final int OLDEST_JDK = 24;

    /** Settings that name the files of access rules and of groups; both or none. */
    public static final String RULES = "access.rules";

    public static final String GROUPS = "access.groups";

    /** Setting: the heap in megabytes, for queries over many rows; they may spill to disk then. */
    public static final String HEAP = "heap.megabytes";

    private static final int DEFAULT_HEAP = 900;
    private static final String HTTP = "http";
    private static final String USER = "drey";

    @Override
    public Server server() {
        return Server.TRINO;
    }

    @Override
    public List<String> ports() {
        return List.of(HTTP);
    }

    @Override
    public int memoryMegabytes() {
        return 1_300;
    }

    @Override
    public void provide(Path home, Runnable fetching) {
        jdk();
        TrinoDistribution.in(home, fetching);
    }

    @Override
    public void start(Site site) {
        Site postgres = site.requiredNeighbour(Server.POSTGRES);
        Path conf = site.dir("conf");
        TrinoDistribution distribution = TrinoDistribution.in(site.home(), () -> {});
        int heap = site.setting(HEAP).map(Integer::valueOf).orElse(DEFAULT_HEAP);
        int queryMemory = heap * 4 / 9;
        site.write(
                conf.resolve("config.properties"),
                String.join(
                        "\n",
                        "coordinator=true",
                        "node-scheduler.include-coordinator=true",
                        "http-server.http.port=" + site.port(HTTP),
                        "discovery.uri=" + url(site),
                        "catalog.management=static",
                        "query.max-memory=" + queryMemory + "MB",
                        "query.max-memory-per-node=" + queryMemory + "MB",
                        "memory.heap-headroom-per-node=" + heap / 6 + "MB",
                        "spill-enabled=" + (heap > DEFAULT_HEAP),
                        "spiller-spill-path=" + site.dir("spill"),
                        // A request log that nobody reads.
                        "http-server.log.enabled=false",
                        ""));
        writeAccess(site);
        Map<String, String> environment = new TreeMap<>();
        writeCatalogs(site, postgres, conf.resolve("catalog"), environment);
        site.awaitNeighbour(postgres, Duration.ofMinutes(2));
        site.launch(
                "trino",
                JavaCommand.of(jdk().home(), "trino", distribution.classPath(), site.logs(), site.dir("tmp"))
                        .option("-Xms256m")
                        .option("-Xmx" + heap + "m")
                        .option("-XX:+UseSerialGC")
                        .option("-XX:ReservedCodeCacheSize=160m")
                        .option("--add-modules=jdk.incubator.vector")
                        .option("--sun-misc-unsafe-memory-access=allow")
                        .option("--enable-native-access=ALL-UNNAMED")
                        .option("-Djdk.attach.allowAttachSelf=true")
                        .option("-Dconfig=" + conf.resolve("config.properties"))
                        .option("-Dcatalog.config-dir=" + conf.resolve("catalog"))
                        .option("-Dplugin.dir=" + distribution.plugins())
                        .option("-Dnode.environment=local")
                        .option("-Dnode.id=local")
                        .option("-Dnode.bind-ip=" + Ports.HOST)
                        .option("-Dnode.internal-address=" + Ports.HOST)
                        .option("-Dnode.data-dir=" + site.dir("data"))
                        .main("io.trino.server.TrinoServer", List.of()),
                environment);
        site.await(Duration.ofMinutes(4), () -> health(site));
    }

    /** Trino looks for these files in the folder {@code etc} of the one it is started in. */
    private static void writeAccess(Site site) {
        Path folder = site.dir("etc");
        site.setting(RULES)
                .ifPresent(rules -> site.write(
                        folder.resolve("access-control.properties"),
                        "access-control.name=file\nsecurity.config-file=%s\nsecurity.refresh-period=1s\n"
                                .formatted(rules)));
        site.setting(GROUPS)
                .ifPresent(groups -> site.write(
                        folder.resolve("group-provider.properties"),
                        "group-provider.name=file\nfile.group-file=%s\n".formatted(groups)));
    }

    @Override
    public String health(Site site) throws Exception {
        return "version "
                + ask(site, "SELECT max(node_version) FROM system.runtime.nodes")
                        .get(0);
    }

    @Override
    public String url(Site site) {
        return "http://" + site.address(HTTP);
    }

    /** The JDK it runs on. */
    public static Jdk jdk() {
        return JdkSearch.ofThisMachine().require(Server.TRINO.title(), OLDEST_JDK, JDK_VARIABLE);
    }

    /** Secrets reach Trino through its environment: its files, and its command line, hold none. */
    private static void writeCatalogs(Site site, Site postgres, Path folder, Map<String, String> environment) {
        RunningPostgres database = PostgresRecipe.running(postgres);
        environment.put("DREY_DATABASE_PASSWORD", database.password());
        List<String> files = files(site, environment);
        List<String> lake = new ArrayList<>(List.of(
                "connector.name=iceberg",
                "iceberg.catalog.type=jdbc",
                "iceberg.jdbc-catalog.catalog-name=lake",
                "iceberg.jdbc-catalog.driver-class=org.postgresql.Driver",
                "iceberg.jdbc-catalog.connection-url=" + database.jdbcUrl(),
                "iceberg.jdbc-catalog.connection-user=" + database.user(),
                "iceberg.jdbc-catalog.connection-password=${ENV:DREY_DATABASE_PASSWORD}",
                "iceberg.jdbc-catalog.default-warehouse-dir=" + site.storageRoot() + "/lake"));
        lake.addAll(files);
        site.write(folder.resolve("lake.properties"), String.join("\n", lake) + "\n");
        site.neighbour(Server.REST_CATALOG).ifPresent(other -> {
            List<String> rest = new ArrayList<>(List.of(
                    "connector.name=iceberg",
                    "iceberg.catalog.type=rest",
                    "iceberg.rest-catalog.uri="
                            + RestCatalogRecipe.running(other).uri()));
            rest.addAll(files);
            site.write(folder.resolve("rest.properties"), String.join("\n", rest) + "\n");
        });
    }

    private static List<String> files(Site site, Map<String, String> environment) {
        return switch (site.storage()) {
            case FILE -> List.of("fs.native-local.enabled=true", "local.location=/");
            case S3 -> {
                RunningS3 s3 = S3Recipe.running(site.requiredNeighbour(Server.S3));
                environment.put("DREY_S3_ACCESS_KEY", s3.accessKey());
                environment.put("DREY_S3_SECRET_KEY", s3.secretKey());
                yield List.of(
                        "fs.native-s3.enabled=true",
                        "s3.endpoint=" + s3.endpoint(),
                        "s3.region=" + s3.region(),
                        "s3.path-style-access=true",
                        "s3.aws-access-key=${ENV:DREY_S3_ACCESS_KEY}",
                        "s3.aws-secret-key=${ENV:DREY_S3_SECRET_KEY}");
            }
            case HDFS ->
                throw new StackException("Trino cannot read HDFS here: only its full distribution of 820 MB can, which"
                        + " is not fetched; start the stack with storage S3 or FILE");
        };
    }

    /** The first row of an answer, by the protocol of {@code trino.io/docs/476/develop/client-protocol.html}. */
    private static List<String> ask(Site site, String sql) throws IOException, InterruptedException {
        JsonNode answer = Http.json(HttpRequest.newBuilder(URI.create("http://" + site.address(HTTP) + "/v1/statement"))
                .header("X-Trino-User", USER)
                .POST(HttpRequest.BodyPublishers.ofString(sql)));
        List<String> row = new ArrayList<>();
        while (true) {
            if (answer.has("error")) {
                throw new IOException(answer.at("/error/message").asText());
            }
            answer.at("/data/0").forEach(value -> row.add(value.asText()));
            if (!answer.has("nextUri")) {
                if (row.isEmpty()) {
                    throw new IOException("it gave no answer to " + sql);
                }
                return row;
            }
            answer = Http.json(
                    HttpRequest.newBuilder(URI.create(answer.path("nextUri").asText()))
                            .header("X-Trino-User", USER));
        }
    }
}
