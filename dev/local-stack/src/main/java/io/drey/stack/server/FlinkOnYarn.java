package io.drey.stack.server;

import io.drey.stack.process.JavaCommand;
import io.drey.stack.process.Ports;
import io.drey.stack.process.ServerClassPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A Flink distribution and Hadoop's command for HDFS, laid out as both are unpacked: what a user has on the machine from which
 * jobs are submitted. The configuration is {@code flink-conf/yarn-application.yaml}, made smaller.
 */
final class FlinkOnYarn {

    private FlinkOnYarn() {}

    /** For {@code FLINK_HOME}. */
    static Path flinkHome(Site site) {
        return site.dir("flink");
    }

    /** For {@code HADOOP_HOME}. */
    static Path hadoopHome(Site site) {
        return site.dir("hadoop");
    }

    static void layOut(Site site) {
        Path home = flinkHome(site);
        List<Path> jars = new ArrayList<>(
                ServerClassPath.of(site.home(), YarnRecipe.FLINK).entries());
        jars.addAll(ServerClassPath.of(site.home(), Server.FLINK.key()).entries());
        try {
            Path lib = Files.createDirectories(home.resolve("lib"));
            Files.createDirectories(home.resolve("plugins"));
            for (Path jar : jars) {
                // A distribution is one jar of this name, which Flink looks for on HDFS; here it stands for its part
                // for YARN.
                Path link = lib.resolve(jar.getFileName().toString().replaceFirst("^flink-yarn-", "flink-dist-"));
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, jar);
            }
            for (String logging : List.of("log4j.properties", "log4j-cli.properties")) {
                Files.copy(
                        source(site).resolve(logging),
                        site.dir("flink/conf").resolve(logging),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        FlinkConfiguration configuration = FlinkConfiguration.read(source(site).resolve("yarn-application.yaml"))
                .under(smaller())
                .under(Map.of("high-availability.zookeeper.quorum", site.address(YarnRecipe.ZOOKEEPER)));
        site.write(home.resolve("conf/config.yaml"), configuration.yaml());
        script(
                site,
                home.resolve("bin/flink"),
                site.java(
                                "flink-client",
                                new ServerClassPath(List.of(lib(home), Path.of("$HADOOP_CLASSPATH:$HADOOP_CONF_DIR"))))
                        .options(configuration.words("env.java.opts.all"))
                        .small(512)
                        .option("-Dlog.file=" + site.logs().resolve("flink-yarn-client.log"))
                        .option("-Dlog4j.configurationFile="
                                + home.resolve("conf/log4j-cli.properties").toUri()),
                "org.apache.flink.client.cli.CliFrontend",
                Map.of("FLINK_CONF_DIR", home.resolve("conf").toString()),
                "");
        script(
                site,
                hadoopHome(site).resolve("bin/hdfs"),
                site.java("hdfs-client", site.classPath().behind(YarnRecipe.configuration(site)))
                        .small(256),
                "org.apache.hadoop.fs.FsShell",
                Map.of(),
                "[[ ${1-} == dfs ]] || { echo 'only dfs is here' >&2; exit 2; }\nshift\n");
    }

    /** The one that comes with Flink: another JobManager finds its job's latest checkpoint by it. */
    static void startZooKeeper(Site site) {
        Path home = flinkHome(site);
        Path settings = site.write(home.resolve("conf/zoo.cfg"), FlinkRecipe.zooKeeper(site, YarnRecipe.ZOOKEEPER));
        site.launch(
                "yarn-zookeeper",
                site.java("yarn-zookeeper", new ServerClassPath(List.of(lib(home))))
                        .small(128)
                        .option("-Dlog.file=" + site.logs().resolve("yarn-zookeeper.log"))
                        .option("-Dlog4j.configurationFile="
                                + home.resolve("conf/log4j.properties").toUri())
                        .main(
                                "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
                                List.of("--zkConfigFile", settings.toString(), "--peerId", "1")),
                Map.of());
    }

    private static Path lib(Path home) {
        return home.resolve("lib").resolve("*");
    }

    private static Path source(Site site) {
        return site.home().resolve("flink-conf");
    }

    /** Containers small enough for several on one machine, all on the loopback address, and quicker checkpoints. */
    private static Map<String, Object> smaller() {
        Map<String, Object> options = new TreeMap<>();
        options.put("jobmanager.memory.process.size", "768m");
        options.put("jobmanager.memory.jvm-metaspace.size", "224m");
        options.put("jobmanager.memory.off-heap.size", "64m");
        options.put("taskmanager.memory.process.size", "1152m");
        options.put("taskmanager.memory.jvm-metaspace.size", "256m");
        options.put("taskmanager.memory.network.min", "64m");
        options.put("taskmanager.memory.network.max", "64m");
        options.put("taskmanager.memory.managed.size", "96m");
        options.put("taskmanager.numberOfTaskSlots", 1);
        options.put("yarn.containers.vcores", 1);
        options.put("execution.checkpointing.interval", "5s");
        options.put("execution.checkpointing.min-pause", "1s");
        options.put("heartbeat.interval", 2000);
        options.put("heartbeat.timeout", 30000);
        options.put("rest.bind-address", Ports.HOST);
        options.put("jobmanager.bind-host", Ports.HOST);
        options.put("taskmanager.host", Ports.HOST);
        options.put("taskmanager.bind-host", Ports.HOST);
        options.put("metrics.reporters", "");
        options.put("high-availability.zookeeper.client.session-timeout", "10s");
        options.put("high-availability.zookeeper.client.connection-timeout", "5s");
        return options;
    }

    /** A script whose words are quoted so that variables in them are of the user's environment. */
    private static void script(
            Site site, Path file, JavaCommand java, String main, Map<String, String> environment, String before) {
        String exported = environment.entrySet().stream()
                .map(variable -> "export " + variable.getKey() + "='" + variable.getValue() + "'\n")
                .collect(Collectors.joining());
        String command = java.main(main, List.of()).stream()
                .map(word -> '"' + word + '"')
                .collect(Collectors.joining(" "));
        site.write(file, "#!/usr/bin/env bash\n" + exported + before + "exec " + command + " \"$@\"\n");
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
