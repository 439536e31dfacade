package io.drey.stack.server;

import io.drey.stack.process.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/** Kafka in KRaft mode: one process is broker and controller. */
public final class KafkaRecipe implements Recipe {
    private static final String BROKER = "broker";
    private static final String CONTROLLER = "controller";

    @Override
    public Server server() {
        return Server.KAFKA;
    }

    @Override
    public List<String> ports() {
        return List.of(BROKER, CONTROLLER);
    }

    @Override
    public int memoryMegabytes() {
        return 550;
    }

    @Override
    public void start(Site site) {
        Path data = site.dir("data");
        Path properties = site.write(
                site.dir("conf").resolve("server.properties"),
                String.join(
                        "\n",
                        "process.roles=broker,controller",
                        "node.id=1",
                        "controller.quorum.voters=1@" + site.address(CONTROLLER),
                        "listeners=PLAINTEXT://" + site.address(BROKER) + ",CONTROLLER://" + site.address(CONTROLLER),
                        "advertised.listeners=PLAINTEXT://" + site.address(BROKER),
                        "controller.listener.names=CONTROLLER",
                        "log.dirs=" + data,
                        "auto.create.topics.enable=false",
                        // A raw line may be longer than the default limit of 1 MiB; it is ingest that shortens it.
                        "message.max.bytes=16777216",
                        "offsets.topic.replication.factor=1",
                        "offsets.topic.num.partitions=4",
                        "transaction.state.log.replication.factor=1",
                        "transaction.state.log.min.isr=1",
                        "transaction.state.log.num.partitions=4",
                        "group.initial.rebalance.delay.ms=0",
                        "log.segment.bytes=134217728",
                        "log.cleaner.dedupe.buffer.size=16777216",
                        ""));
        Path logging = site.copy("kafka-log4j.properties", site.dir("conf").resolve("log4j.properties"));
        if (!Files.exists(data.resolve("meta.properties"))) {
            String cluster =
                    site.setting("cluster").orElseGet(() -> Uuid.randomUuid().toString());
            site.setting("cluster", cluster);
            site.run(
                    "kafka-format",
                    site.java("kafka-format", site.classPath())
                            .small(128)
                            .option("-Dlog4j.configuration=" + logging.toUri())
                            .main(
                                    "kafka.tools.StorageTool",
                                    List.of("format", "-t", cluster, "-c", properties.toString())),
                    Map.of(),
                    Duration.ofMinutes(1));
        }
        site.launch(
                "kafka",
                site.java("kafka", site.classPath())
                        .option("-Xms128m")
                        .option("-Xmx320m")
                        .option("-XX:+UseSerialGC")
                        .option("-XX:MaxDirectMemorySize=96m")
                        .option("-XX:ReservedCodeCacheSize=64m")
                        .option("-Dlog4j.configuration=" + logging.toUri())
                        .main("kafka.Kafka", List.of(properties.toString())),
                Map.of());
        // The admin client would log every refused connection; so it is asked only once somebody listens.
        site.await(Duration.ofMinutes(2), () -> {
            if (Ports.isFree(site.port(BROKER))) {
                throw new IllegalStateException("nothing listens on " + site.address(BROKER));
            }
        });
        site.await(Duration.ofMinutes(1), () -> health(site));
    }

    @Override
    public String health(Site site) throws Exception {
        Properties properties = new Properties();
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, site.address(BROKER));
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "4000");
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "5000");
        if (Ports.isFree(site.port(BROKER))) {
            throw new IllegalStateException("nothing listens on " + site.address(BROKER));
        }
        try (Admin admin = Admin.create(properties)) {
            int brokers = new ArrayList<>(admin.describeCluster().nodes().get(6, TimeUnit.SECONDS)).size();
            if (brokers != 1) {
                throw new IllegalStateException("1 broker expected, " + brokers + " registered");
            }
            return "1 broker";
        }
    }

    @Override
    public String url(Site site) {
        return bootstrapServers(site);
    }

    public static String bootstrapServers(Site site) {
        return site.address(BROKER);
    }
}
