package io.drey.stack.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.stack.process.Http;
import io.drey.stack.process.JavaCommand;
import io.drey.stack.process.Ports;
import io.drey.stack.process.ServerClassPath;
import io.drey.stack.process.ServerProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * YARN: a ResourceManager with the capacity scheduler, as it is by default, and a NodeManager with the default container
 * executor. Nothing of the machine is asked for: neither its disks nor what a container uses is looked at.
 */
public final class YarnRecipe implements Recipe {
    static final String FLINK = "flink-yarn";

    /** The memory of all containers together, more than which nothing gets. */
    private static final int CONTAINERS_MEGABYTES = 4_096;
    /** More than small machines have: they are only counted. */
    private static final int CONTAINERS_CORES = 8;

    private static final String RESOURCEMANAGER = "resourcemanager";
    private static final String RESOURCEMANAGER_WEB = "resourcemanager-web";
    private static final String RESOURCEMANAGER_ADMIN = "resourcemanager-admin";
    private static final String SCHEDULER = "scheduler";
    private static final String TRACKER = "tracker";
    private static final String NODEMANAGER = "nodemanager";
    private static final String NODEMANAGER_WEB = "nodemanager-web";
    private static final String LOCALIZER = "localizer";
    static final String ZOOKEEPER = "zookeeper";

    @Override
    public Server server() {
        return Server.YARN;
    }

    @Override
    public List<String> ports() {
        return List.of(
                RESOURCEMANAGER,
                RESOURCEMANAGER_WEB,
                RESOURCEMANAGER_ADMIN,
                SCHEDULER,
                TRACKER,
                NODEMANAGER,
                NODEMANAGER_WEB,
                LOCALIZER,
                ZOOKEEPER);
    }

    @Override
    public int memoryMegabytes() {
        return 730;
    }

    @Override
    public void provide(Path home, Runnable fetching) {
        ServerClassPath.of(home, server().key());
        ServerClassPath.of(home, FLINK);
    }

    @Override
    public void start(Site site) {
        Path conf = writeConfiguration(site);
        FlinkOnYarn.layOut(site);
        FlinkOnYarn.startZooKeeper(site);
        ServerClassPath classPath = site.classPath().behind(conf);
        Map<String, String> environment = Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "HADOOP_CONF_DIR", conf.toString());
        site.launch(
                "yarn-resourcemanager",
                java(site, "yarn-resourcemanager", classPath)
                        .main("org.apache.hadoop.yarn.server.resourcemanager.ResourceManager", List.of()),
                environment);
        site.launch(
                "yarn-nodemanager",
                java(site, "yarn-nodemanager", classPath)
                        .main("org.apache.hadoop.yarn.server.nodemanager.NodeManager", List.of()),
                environment);
        site.await(Duration.ofMinutes(3), () -> health(site));
    }

    @Override
    public String health(Site site) throws Exception {
        JsonNode cluster =
                Http.json(URI.create(url(site) + "/ws/v1/cluster/metrics")).path("clusterMetrics");
        int nodes = cluster.path("activeNodes").asInt();
        if (nodes != 1) {
            throw new IllegalStateException("1 NodeManager expected, " + nodes + " active");
        }
        return "1 NodeManager, " + cluster.path("availableMB").asLong() + " of "
                + cluster.path("totalMB").asLong() + " MB free, "
                + cluster.path("appsRunning").asLong() + " applications running";
    }

    /** Containers outlive a NodeManager that ends, and what ran in them is lost with the ResourceManager all the same. */
    @Override
    public void askToEnd(ServerProcess process) {
        process.handle().ifPresent(handle -> {
            handle.descendants().forEach(ProcessHandle::destroyForcibly);
            handle.destroy();
        });
    }

    @Override
    public String url(Site site) {
        return "http://" + site.address(RESOURCEMANAGER_WEB);
    }

    /** The folder with {@code yarn-site.xml} and {@code core-site.xml}, for {@code HADOOP_CONF_DIR} of clients. */
    static Path configuration(Site site) {
        return site.dir("conf");
    }

    /** Where containers run, each in a folder of its own. */
    static Path containers(Site site) {
        return site.dir("local");
    }

    private static JavaCommand java(Site site, String process, ServerClassPath classPath) {
        return site.java(process, classPath)
                .small(200)
                .option("-Xms64m")
                .option("-Dyarn.log.dir=" + site.logs())
                .option("-Dhadoop.log.dir=" + site.logs())
                // Guice makes classes of the web applications at run time.
                .option("--add-opens=java.base/java.lang=ALL-UNNAMED");
    }

    private static Path writeConfiguration(Site site) {
        Site hdfs = site.requiredNeighbour(Server.HDFS);
        Path conf = configuration(site);
        site.write(
                conf.resolve("core-site.xml"),
                HadoopFiles.xml(Map.of(
                        "fs.defaultFS",
                        HdfsRecipe.uri(hdfs).toString(),
                        "hadoop.tmp.dir",
                        site.dir("tmp").toString())));
        site.write(conf.resolve("hdfs-site.xml"), HadoopFiles.xml(HdfsRecipe.client()));
        Map<String, String> yarn = new TreeMap<>();
        yarn.put("yarn.resourcemanager.hostname", Ports.HOST);
        yarn.put("yarn.resourcemanager.address", site.address(RESOURCEMANAGER));
        yarn.put("yarn.resourcemanager.webapp.address", site.address(RESOURCEMANAGER_WEB));
        yarn.put("yarn.resourcemanager.admin.address", site.address(RESOURCEMANAGER_ADMIN));
        yarn.put("yarn.resourcemanager.scheduler.address", site.address(SCHEDULER));
        yarn.put("yarn.resourcemanager.resource-tracker.address", site.address(TRACKER));
        yarn.put("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", "200");
        yarn.put("yarn.scheduler.minimum-allocation-mb", "64");
        yarn.put("yarn.scheduler.maximum-allocation-mb", Integer.toString(CONTAINERS_MEGABYTES));
        yarn.put("yarn.scheduler.maximum-allocation-vcores", Integer.toString(CONTAINERS_CORES));
        yarn.put("yarn.nodemanager.hostname", Ports.HOST);
        yarn.put("yarn.nodemanager.address", site.address(NODEMANAGER));
        yarn.put("yarn.nodemanager.webapp.address", site.address(NODEMANAGER_WEB));
        yarn.put("yarn.nodemanager.localizer.address", site.address(LOCALIZER));
        yarn.put("yarn.nodemanager.local-dirs", containers(site).toString());
        yarn.put("yarn.nodemanager.log-dirs", site.dir("container-logs").toString());
        yarn.put("yarn.nodemanager.resource.memory-mb", Integer.toString(CONTAINERS_MEGABYTES));
        yarn.put("yarn.nodemanager.resource.cpu-vcores", Integer.toString(CONTAINERS_CORES));
        yarn.put("yarn.nodemanager.vmem-check-enabled", "false");
        yarn.put("yarn.nodemanager.pmem-check-enabled", "false");
        // It stops giving containers where a disk is 90 % full.
        yarn.put("yarn.nodemanager.disk-health-checker.enable", "false");
        // Flink brings all its classes along: the containers need no more than to find HDFS.
        yarn.put("yarn.application.classpath", "$HADOOP_CONF_DIR");
        site.write(conf.resolve("yarn-site.xml"), HadoopFiles.xml(yarn));
        site.write(
                conf.resolve("capacity-scheduler.xml"),
                HadoopFiles.xml(Map.of(
                        "yarn.scheduler.capacity.root.queues", "default",
                        "yarn.scheduler.capacity.root.default.capacity", "100",
                        // Half of what runs on a small cluster are JobManagers, to which a queue gives a tenth by
                        // default.
                        "yarn.scheduler.capacity.maximum-am-resource-percent", "1")));
        HadoopFiles.logging(site, conf);
        return conf;
    }
}
