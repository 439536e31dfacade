package io.drey.stack.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.stack.process.Http;
import io.drey.stack.process.JavaCommand;
import io.drey.stack.process.Ports;
import io.drey.stack.process.ServerClassPath;
import io.drey.stack.process.ServerProcess;
import io.drey.stack.process.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A Flink session cluster: a JobManager and a TaskManager, and where asked for a second JobManager and ZooKeeper. Its
 * configuration is {@code flink-conf/config.yaml}, as in production, with {@code flink-conf/local-stack.yaml} and the stack's
 * ports and folders on top.
 */
public final class FlinkRecipe implements Recipe {
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    static final String TASKMANAGER = "flink-taskmanager";
    static final String SECOND_TASKMANAGER = "flink-taskmanager-2";
    /** Prefix of the settings that hold options given by the caller. */
    public static final String OPTION = "option:";

    static final String JOBMANAGER = "flink-jobmanager";
    /** Where the cluster is highly available: the JobManager that waits, and what says who leads. */
    static final String SECOND_JOBMANAGER = "flink-jobmanager-2";

    static final String ZOOKEEPER = "flink-zookeeper";

    private static final String TASKMANAGER_ID = "taskmanager-id";
    private static final String S3_PLUGIN = "flink-s3";
    private static final String REST = "rest";
    private static final String RPC = "rpc";
    private static final String SECOND_REST = "rest-2";
    private static final String ZOOKEEPER_PORT = "zookeeper";
    private static final String RESULT = "BASH_JAVA_UTILS_EXEC_RESULT:";

    @Override
    public Server server() {
        return Server.FLINK;
    }

    @Override
    public List<String> ports() {
        return List.of(REST, RPC, SECOND_REST, ZOOKEEPER_PORT);
    }

    @Override
    public int memoryMegabytes() {
        return 3_200;
    }

    @Override
    public int moreMegabytes() {
        return 1_100;
    }

    @Override
    public void provide(Path home, Runnable fetching) {
        ServerClassPath.of(home, server().key());
        ServerClassPath.of(home, S3_PLUGIN);
    }

    /** While a JobManager answers it has all jobs, and only others that wait, or a TaskManager, are missing. */
    @Override
    public boolean mend(Site site) {
        Map<String, ServerProcess> alive = site.processes().stream()
                .filter(ServerProcess::isAlive)
                .collect(Collectors.toMap(ServerProcess::name, process -> process));
        boolean wasStarted = Files.exists(taskManagerArguments(site));
        boolean isLed =
                alive.containsKey(JOBMANAGER) || (alive.containsKey(SECOND_JOBMANAGER) && alive.containsKey(ZOOKEEPER));
        if (!wasStarted || !isLed || !answers(site)) {
            return false;
        }
        startMissingJobManagers(site);
        ServerProcess silent = alive.get(TASKMANAGER);
        if (silent != null && silent.isAlive() && hasRegistered(site)) {
            return true;
        }
        if (silent != null) {
            Shutdown.gracefully(this, List.of(silent));
        }
        startTaskManager(site);
        return true;
    }

    private static boolean hasRegistered(Site site) {
        try {
            overview(site);
            return true;
        } catch (IOException | IllegalStateException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Launches those JobManagers that the cluster should have and that do not live. */
    static void startMissingJobManagers(Site site) {
        List<String> wanted = site.isHighlyAvailable() ? List.of(JOBMANAGER, SECOND_JOBMANAGER) : List.of(JOBMANAGER);
        FlinkConfiguration configuration = FlinkConfiguration.read(conf(site).resolve("config.yaml"));
        Arguments arguments = null;
        for (String name : wanted) {
            if (!site.isAlive(name)) {
                if (arguments == null) {
                    arguments = arguments(site, site.classPath(), "GET_JM_RESOURCE_PARAMS");
                }
                startJobManager(site, name, configuration, arguments);
            }
        }
    }

    private static boolean answers(Site site) {
        try {
            Http.json(URI.create(new FlinkRecipe().url(site) + "/overview"));
            return true;
        } catch (IOException unreachable) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void start(Site site) {
        if (!site.isHighlyAvailable()) {
            LostJobs.note(site);
        }
        linkS3Plugin(site);
        FlinkConfiguration configuration = writeConfiguration(site);
        ServerClassPath classPath = site.classPath();
        Arguments jobManager = arguments(site, classPath, "GET_JM_RESOURCE_PARAMS");
        if (site.isHighlyAvailable()) {
            startZooKeeper(site, configuration);
            // A leader reads there what became of earlier jobs, and ends where it cannot.
            site.neighbour(Server.HDFS).ifPresent(hdfs -> site.awaitNeighbour(hdfs, Duration.ofMinutes(2)));
        }
        startJobManager(site, JOBMANAGER, configuration, jobManager);
        if (site.isHighlyAvailable()) {
            // Whoever comes first leads.
            site.await(
                    Duration.ofMinutes(2), () -> Http.json(URI.create("http://" + site.address(REST) + "/overview")));
            startJobManager(site, SECOND_JOBMANAGER, configuration, jobManager);
        }
        writeTaskManagerArguments(site, arguments(site, classPath, "GET_TM_RESOURCE_PARAMS"));
        startTaskManager(site);
    }

    private static void startJobManager(Site site, String name, FlinkConfiguration configuration, Arguments arguments) {
        List<String> entry =
                new ArrayList<>(List.of("--configDir", conf(site).toString(), "--executionMode", "cluster"));
        entry.addAll(arguments.main());
        if (name.equals(SECOND_JOBMANAGER)) {
            int port = site.port(SECOND_REST);
            entry.addAll(List.of("-D", "rest.port=" + port, "-D", "rest.bind-port=" + port));
        }
        Path log = site.logs().resolve(name + ".log");
        site.launch(
                name,
                java(site, name, site.classPath(), configuration, log)
                        .options(arguments.jvm())
                        .option("-XX:+UseSerialGC")
                        .main("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint", entry),
                environment(site),
                log,
                site.logs().resolve(name + ".out"));
    }

    /** The configuration of a ZooKeeper in the site's folder, at one of its ports. */
    static String zooKeeper(Site site, String port) {
        return """
                tickTime=1000
                dataDir=%s
                clientPort=%d
                clientPortAddress=%s
                admin.enableServer=false
                """
                .formatted(site.dir("zookeeper"), site.port(port), Ports.HOST);
    }

    /** The one that comes with Flink; what it knows survives a stop. */
    private static void startZooKeeper(Site site, FlinkConfiguration configuration) {
        Path settings = site.write(conf(site).resolve("zoo.cfg"), zooKeeper(site, ZOOKEEPER_PORT));
        Path log = site.logs().resolve(ZOOKEEPER + ".log");
        site.launch(
                ZOOKEEPER,
                java(site, ZOOKEEPER, site.classPath(), configuration, log)
                        .small(128)
                        .main(
                                "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
                                List.of("--zkConfigFile", settings.toString(), "--peerId", "1")),
                environment(site),
                log,
                site.logs().resolve(ZOOKEEPER + ".out"));
    }

    /** Launches a TaskManager with the memory computed at the cluster's start, and waits until it has registered. */
    static void startTaskManager(Site site) {
        startTaskManager(site, TASKMANAGER);
    }

    /** Launches one of the TaskManagers. */
    static void startTaskManager(Site site, String name) {
        ServerClassPath classPath = site.classPath();
        FlinkConfiguration configuration = FlinkConfiguration.read(conf(site).resolve("config.yaml"));
        Arguments taskManager = readTaskManagerArguments(site);
        List<String> entry = new ArrayList<>(List.of("--configDir", conf(site).toString()));
        entry.addAll(taskManager.main());
        // An id of its own tells the new one from the one it replaces, which the JobManager may not miss yet.
        String id = "taskmanager-" + System.currentTimeMillis();
        site.setting(TASKMANAGER_ID, id);
        entry.add("-D");
        entry.add("taskmanager.resource-id=" + id);
        Path log = site.logs().resolve(name + ".log");
        site.launch(
                name,
                java(site, name, classPath, configuration, log)
                        .options(taskManager.jvm())
                        .main("org.apache.flink.runtime.taskexecutor.TaskManagerRunner", entry),
                environment(site),
                log,
                site.logs().resolve(name + ".out"));
        site.await(Duration.ofMinutes(3), () -> overview(site));
    }

    @Override
    public String health(Site site) throws Exception {
        return overview(site);
    }

    @Override
    public String url(Site site) {
        boolean isSecond = !site.isAlive(JOBMANAGER) && site.isAlive(SECOND_JOBMANAGER);
        return "http://" + site.address(isSecond ? SECOND_REST : REST);
    }

    /** Runs the command line client, as a user of the distribution would. */
    static String client(Site site, List<String> arguments) {
        FlinkConfiguration configuration = FlinkConfiguration.read(conf(site).resolve("config.yaml"));
        // Clients may run side by side, and what one wrote must not be read as another's.
        String name = "flink-client-" + ProcessHandle.current().pid() + "-" + CLIENTS.incrementAndGet();
        return site.run(
                name,
                site.java(name, site.classPath())
                        .options(configuration.words("env.java.opts.all"))
                        .option("-Xmx512m")
                        .option("-XX:+UseSerialGC")
                        .option("-XX:TieredStopAtLevel=1")
                        .option("-Dlog.file=" + site.logs().resolve("flink-client-details.log"))
                        .option("-Dlog4j.configurationFile="
                                + conf(site).resolve("log4j-cli.properties").toUri())
                        .main("org.apache.flink.client.cli.CliFrontend", arguments),
                environment(site),
                Duration.ofMinutes(3));
    }

    private static String overview(Site site) throws IOException, InterruptedException {
        String url = new FlinkRecipe().url(site);
        String id = site.setting(TASKMANAGER_ID).orElse("");
        int slots = 0;
        for (JsonNode taskManager : Http.json(URI.create(url + "/taskmanagers")).path("taskmanagers")) {
            if (taskManager.path("id").asText().equals(id)) {
                slots = taskManager.path("slotsNumber").asInt();
            }
        }
        if (slots == 0) {
            throw new IllegalStateException("its TaskManager has not registered");
        }
        JsonNode overview = Http.json(URI.create(url + "/overview"));
        return overview.path("slots-available").asInt() + " of " + slots + " slots free, "
                + overview.path("jobs-running").asInt() + " jobs running";
    }

    private static JavaCommand java(
            Site site, String process, ServerClassPath classPath, FlinkConfiguration configuration, Path log) {
        return site.java(process, classPath)
                .options(configuration.words("env.java.opts.all"))
                .option("-Dlog.file=" + log)
                .option("-Dlog4j.configurationFile="
                        + conf(site).resolve("log4j.properties").toUri());
    }

    private static Path conf(Site site) {
        return site.dir("conf");
    }

    /** Plugins have class loaders of their own: Flink's S3 file system brings another Hadoop than the class path has. */
    private static void linkS3Plugin(Site site) {
        Path plugin = site.dir("plugins/s3-fs-hadoop");
        try {
            for (Path jar : ServerClassPath.of(site.home(), S3_PLUGIN).entries()) {
                Path link = plugin.resolve(jar.getFileName());
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, jar);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Map<String, String> environment(Site site) {
        Map<String, String> environment = new TreeMap<>();
        site.neighbour(Server.S3).ifPresent(s3 -> environment.putAll(S3Recipe.environment(s3)));
        environment.put("FLINK_CONF_DIR", conf(site).toString());
        environment.put("FLINK_PLUGINS_DIR", site.dir("plugins").toString());
        site.neighbour(Server.HDFS)
                .ifPresent(hdfs -> environment.put(
                        "HADOOP_CONF_DIR", HdfsRecipe.configuration(hdfs).toString()));
        return environment;
    }

    private static FlinkConfiguration writeConfiguration(Site site) {
        Path source = site.home().resolve("flink-conf");
        String storage = site.storageRoot() + "/flink";
        Map<String, Object> local = new TreeMap<>();
        site.neighbour(Server.S3).ifPresent(s3 -> local.putAll(s3Options(S3Recipe.running(s3))));
        local.put("jobmanager.rpc.address", Ports.HOST);
        local.put("jobmanager.rpc.port", site.port(RPC));
        local.put("jobmanager.bind-host", Ports.HOST);
        local.put("taskmanager.host", Ports.HOST);
        local.put("taskmanager.bind-host", Ports.HOST);
        local.put("rest.address", Ports.HOST);
        local.put("rest.bind-address", Ports.HOST);
        local.put("rest.port", site.port(REST));
        local.put("rest.bind-port", Integer.toString(site.port(REST)));
        local.put("io.tmp.dirs", site.dir("tmp").toString());
        local.put("web.tmpdir", site.dir("tmp").toString());
        local.put("execution.checkpointing.dir", storage + "/checkpoints");
        local.put("execution.checkpointing.savepoint-dir", storage + "/savepoints");
        if (site.isHighlyAvailable()) {
            local.put("high-availability.type", "zookeeper");
            local.put("high-availability.cluster-id", "/drey");
            local.put("high-availability.storageDir", storage + "/ha");
            local.put("high-availability.zookeeper.quorum", site.address(ZOOKEEPER_PORT));
            local.put("high-availability.zookeeper.client.session-timeout", "10s");
            local.put("high-availability.zookeeper.client.connection-timeout", "5s");
        }
        site.state().settings().forEach((key, value) -> {
            if (key.startsWith(OPTION)) {
                local.put(key.substring(OPTION.length()), value);
            }
        });
        FlinkConfiguration configuration = FlinkConfiguration.read(source.resolve("config.yaml"))
                .under(source.resolve("local-stack.yaml"))
                .under(local);
        site.write(conf(site).resolve("config.yaml"), configuration.yaml());
        for (String logging : List.of("log4j.properties", "log4j-cli.properties")) {
            try {
                Files.copy(source.resolve(logging), conf(site).resolve(logging), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return configuration;
    }

    /** Of checkpoints and savepoints; the login is in the environment. */
    private static Map<String, Object> s3Options(RunningS3 s3) {
        return Map.of(
                "s3.endpoint",
                s3.endpoint().toString(),
                "s3.endpoint.region",
                s3.region(),
                "s3.path.style.access",
                true,
                // Deleting the markers of parent folders after each file would take S3Proxy long.
                "s3.directory.marker.retention",
                "keep");
    }

    /** What Flink's own calculation of memory says a process must be started with. */
    private record Arguments(List<String> jvm, List<String> main) {}

    private static Arguments arguments(Site site, ServerClassPath classPath, String question) {
        String output = site.run(
                "flink-memory",
                site.java("flink-memory", classPath)
                        .small(128)
                        .main(
                                "org.apache.flink.runtime.util.bash.BashJavaUtils",
                                List.of(question, "--configDir", conf(site).toString())),
                environment(site),
                Duration.ofMinutes(1));
        List<List<String>> results = output.lines()
                .filter(line -> line.startsWith(RESULT))
                .map(line -> line.substring(RESULT.length()).strip())
                .map(line -> line.isEmpty() ? List.<String>of() : Arrays.asList(line.split("\\s+")))
                .toList();
        if (results.isEmpty()) {
            throw new StackException("Flink did not start: " + question + " printed no memory settings; see "
                    + site.logs().resolve("flink-memory.log"));
        }
        return new Arguments(results.get(0), results.size() > 1 ? results.get(1) : List.of());
    }

    private static Path taskManagerArguments(Site site) {
        return conf(site).resolve("taskmanager.arguments");
    }

    private static void writeTaskManagerArguments(Site site, Arguments arguments) {
        site.write(
                taskManagerArguments(site),
                String.join(" ", arguments.jvm()) + "\n" + String.join(" ", arguments.main()) + "\n");
    }

    private static Arguments readTaskManagerArguments(Site site) {
        try {
            List<String> lines = Files.readAllLines(taskManagerArguments(site));
            return new Arguments(
                    Arrays.asList(lines.get(0).split(" ", -1)),
                    Arrays.asList(lines.get(1).split(" ", -1)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
