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
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;

/**
 * Kafka in KRaft mode: each process is broker and controller. One, or where asked for three, of which any may be lost: each topic
 * that does not say otherwise has three copies, and takes records while two are there.
 */
final class KafkaRecipe implements Recipe {
    static final String PROCESS = "kafka";

    private static final int SEVERAL = 3;
    private static final int IN_SYNC = 2;
    private static final int BROKER_MEGABYTES = 550;
    private static final int SECONDS = 5;
    private static final String BROKER = "broker";
    private static final String CONTROLLER = "controller";

    @Override
    public Server server() {
        return Server.KAFKA;
    }

    @Override
    public List<String> ports() {
        return Member.names(SEVERAL, List.of(BROKER, CONTROLLER));
    }

    @Override
    public int memoryMegabytes() {
        return BROKER_MEGABYTES;
    }

    @Override
    public int moreMegabytes() {
        return (SEVERAL - 1) * BROKER_MEGABYTES;
    }

    @Override
    public void start(Site site) {
        List<Member> brokers = brokers(site);
        brokers.forEach(broker -> launch(site, broker));
        awaitListening(site, brokers);
        site.await(Duration.ofMinutes(1), () -> health(site));
    }

    /** Brokers that are left go on; those that are lost come back with the data they have, and catch up. */
    @Override
    public boolean mend(Site site) {
        List<Member> launched = Member.launchLost(site, brokers(site), PROCESS, broker -> launch(site, broker));
        if (launched.isEmpty()) {
            return false;
        }
        awaitListening(site, launched);
        site.await(Duration.ofMinutes(2), () -> requireInSync(site));
        return true;
    }

    private static List<Member> brokers(Site site) {
        return Member.of(site, SEVERAL);
    }

    private static void launch(Site site, Member broker) {
        Path data = site.dir(broker.named("data"));
        Path properties = site.write(
                site.dir("conf").resolve(broker.named("server") + ".properties"), properties(site, broker, data));
        Path logging = site.copy("kafka-log4j.properties", site.dir("conf").resolve("log4j.properties"));
        if (!Files.exists(data.resolve("meta.properties"))) {
            String cluster = site.setting("cluster", () -> Uuid.randomUuid().toString());
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
                broker.named(PROCESS),
                site.java(broker.named(PROCESS), site.classPath())
                        .option("-Xms128m")
                        .option("-Xmx320m")
                        .option("-XX:+UseSerialGC")
                        .option("-XX:MaxDirectMemorySize=96m")
                        .option("-XX:ReservedCodeCacheSize=64m")
                        .option("-Dlog4j.configuration=" + logging.toUri())
                        .main("kafka.Kafka", List.of(properties.toString())),
                Map.of());
    }

    private static String properties(Site site, Member broker, Path data) {
        String voters = brokers(site).stream()
                .map(each -> each.number() + "@" + site.address(each.named(CONTROLLER)))
                .collect(Collectors.joining(","));
        String address = site.address(broker.named(BROKER));
        int copies = brokers(site).size();
        List<String> lines = new ArrayList<>(List.of(
                "process.roles=broker,controller",
                "node.id=" + broker.number(),
                "controller.quorum.voters=" + voters,
                "listeners=PLAINTEXT://" + address + ",CONTROLLER://" + site.address(broker.named(CONTROLLER)),
                "advertised.listeners=PLAINTEXT://" + address,
                "controller.listener.names=CONTROLLER",
                "log.dirs=" + data,
                "auto.create.topics.enable=false",
                // A raw line may be longer than the default limit of 1 MiB; it is ingest that shortens it.
                "message.max.bytes=16777216",
                "offsets.topic.replication.factor=" + copies,
                "offsets.topic.num.partitions=4",
                "transaction.state.log.replication.factor=" + copies,
                "transaction.state.log.min.isr=" + Math.min(copies, IN_SYNC),
                "transaction.state.log.num.partitions=4",
                "group.initial.rebalance.delay.ms=0",
                "log.segment.bytes=134217728",
                "log.cleaner.dedupe.buffer.size=16777216"));
        if (copies > 1) {
            lines.add("default.replication.factor=" + copies);
            lines.add("min.insync.replicas=" + IN_SYNC);
            // All are stopped together: the last ones would wait for a controller that has ended.
            lines.add("controlled.shutdown.enable=false");
        }
        return String.join("\n", lines) + "\n";
    }

    // The admin client would log every refused connection; so it is asked only once somebody listens.
    private static void awaitListening(Site site, List<Member> brokers) {
        site.await(Duration.ofMinutes(2), () -> {
            for (Member broker : brokers) {
                if (!listens(site, broker)) {
                    throw new IllegalStateException("nothing listens on " + site.address(broker.named(BROKER)));
                }
            }
        });
    }

    private static boolean listens(Site site, Member broker) {
        return !Ports.isFree(site.port(broker.named(BROKER)));
    }

    @Override
    public String health(Site site) throws Exception {
        try (Admin admin = admin(site)) {
            int brokers = requireAll(site, admin);
            return brokers == 1 ? "1 broker" : "%d brokers, %s".formatted(brokers, inSync(behind(admin)));
        }
    }

    private static String inSync(List<String> behind) {
        return behind.isEmpty() ? "all copies in sync" : behind.size() + " partitions lack copies";
    }

    /** Throws unless all brokers are there and each partition has all its copies. */
    private static void requireInSync(Site site) throws Exception {
        try (Admin admin = admin(site)) {
            requireAll(site, admin);
            List<String> behind = behind(admin);
            if (!behind.isEmpty()) {
                throw new IllegalStateException(inSync(behind) + ", such as " + behind.get(0));
            }
        }
    }

    private static int requireAll(Site site, Admin admin) throws Exception {
        int wanted = brokers(site).size();
        int registered =
                admin.describeCluster().nodes().get(SECONDS, TimeUnit.SECONDS).size();
        if (registered != wanted) {
            throw new IllegalStateException(
                    "%d %s expected, %d registered".formatted(wanted, wanted == 1 ? "broker" : "brokers", registered));
        }
        return registered;
    }

    /** The partitions of which a copy is away or has not caught up. */
    private static List<String> behind(Admin admin) throws Exception {
        ListTopicsOptions internalToo = new ListTopicsOptions().listInternal(true);
        List<String> behind = new ArrayList<>();
        for (TopicDescription topic : admin.describeTopics(
                        admin.listTopics(internalToo).names().get(SECONDS, TimeUnit.SECONDS))
                .allTopicNames()
                .get(SECONDS, TimeUnit.SECONDS)
                .values()) {
            topic.partitions().stream()
                    .filter(partition ->
                            partition.isr().size() < partition.replicas().size())
                    .forEach(partition -> behind.add(topic.name() + "-" + partition.partition()));
        }
        return behind;
    }

    private static Admin admin(Site site) {
        String listening = brokers(site).stream()
                .filter(broker -> listens(site, broker))
                .map(broker -> site.address(broker.named(BROKER)))
                .collect(Collectors.joining(","));
        if (listening.isEmpty()) {
            throw new IllegalStateException("nothing listens on " + bootstrapServers(site));
        }
        Properties properties = new Properties();
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, listening);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "4000");
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "5000");
        return Admin.create(properties);
    }

    @Override
    public String url(Site site) {
        return bootstrapServers(site);
    }

    static String bootstrapServers(Site site) {
        return brokers(site).stream()
                .map(broker -> site.address(broker.named(BROKER)))
                .collect(Collectors.joining(","));
    }
}
