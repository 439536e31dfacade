package io.drey.operations.yarn;

import static java.util.Objects.requireNonNull;

import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * A YARN by the configuration of its clients. That it cannot be asked, or knows nothing of what is asked for, is an {@link
 * OperationException}.
 */
public final class YarnCluster implements AutoCloseable {

    /** How the id of an application begins. */
    public static final String APPLICATION = "application_";

    /** The variable that names the folder of the configuration. */
    public static final String HADOOP_CONF_DIR = "HADOOP_CONF_DIR";

    private static final String WAIT_MILLIS = "10000";
    private static final String RETRY_MILLIS = "1000";
    private static final String RETRIES = "2";

    private final Path folder;
    private final Configuration configuration;
    private final YarnClient client;

    private YarnCluster(Path folder, Configuration configuration) {
        this.folder = folder;
        this.configuration = configuration;
        UserGroupInformation.setConfiguration(configuration);
        client = YarnClient.createYarnClient();
        client.init(configuration);
        client.start();
    }

    /**
     * The YARN of a configuration.
     *
     * @param named the folder that the user names
     * @param environment variables, of which {@code HADOOP_CONF_DIR} names it otherwise
     * @throws OperationException if neither does, or it has no configuration of YARN
     */
    public static YarnCluster of(Optional<Path> named, Map<String, String> environment) {
        Path folder = named.or(() -> Optional.ofNullable(environment.get(HADOOP_CONF_DIR))
                        .filter(value -> !value.isBlank())
                        .map(Path::of))
                .orElseThrow(
                        () -> OperationException.usage(
                                "where YARN is, is not known: set HADOOP_CONF_DIR to the folder with yarn-site.xml, or name it with --hadoop-conf"));
        if (!Files.isReadable(folder.resolve("yarn-site.xml"))) {
            throw OperationException.usage(
                    "%s has no yarn-site.xml: set HADOOP_CONF_DIR to the folder with the configuration of YARN's clients, or name it with --hadoop-conf"
                            .formatted(folder));
        }
        Configuration configuration = new YarnConfiguration();
        for (String file : List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml")) {
            configuration.addResource(
                    new org.apache.hadoop.fs.Path(folder.resolve(file).toUri()));
        }
        // As they are, a command would wait a quarter of an hour for a ResourceManager that is not there.
        configuration.set(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, WAIT_MILLIS);
        configuration.set(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, RETRY_MILLIS);
        configuration.set("ipc.client.connect.max.retries", RETRIES);
        configuration.set("yarn.client.failover-max-attempts", RETRIES);
        return new YarnCluster(folder.toAbsolutePath(), configuration);
    }

    /** The folder of its configuration. */
    public Path folder() {
        return folder;
    }

    /** Where the ResourceManager is. */
    public URI url() {
        return URI.create("http://" + configuration.get(YarnConfiguration.RM_WEBAPP_ADDRESS));
    }

    /** The file system of addresses without one, such as {@code hdfs:///flink}. */
    String fileSystem() {
        return configuration.get("fs.defaultFS", "");
    }

    /**
     * An application that has not ended.
     *
     * @param id its id
     * @param name its name
     * @param state such as {@code RUNNING}
     * @param started when it was submitted
     */
    public record Application(String id, String name, String state, Instant started) {}

    /** All applications of Flink that have not ended. */
    public List<Application> applications() {
        List<Application> found = new ArrayList<>();
        for (ApplicationReport report : ask(() -> client.getApplications(
                Set.of("Apache Flink"),
                EnumSet.of(
                        YarnApplicationState.NEW,
                        YarnApplicationState.NEW_SAVING,
                        YarnApplicationState.SUBMITTED,
                        YarnApplicationState.ACCEPTED,
                        YarnApplicationState.RUNNING)))) {
            found.add(new Application(
                    report.getApplicationId().toString(),
                    report.getName(),
                    report.getYarnApplicationState().name(),
                    Instant.ofEpochMilli(report.getStartTime())));
        }
        return found;
    }

    /**
     * The cluster that an application is.
     *
     * @throws OperationException if there is no such application, or it does not run
     */
    public FlinkCluster flinkOf(String application) {
        ApplicationReport report = report(application);
        if (report.getYarnApplicationState() != YarnApplicationState.RUNNING || report.getRpcPort() <= 0) {
            throw OperationException.failure("%s (%s) is %s, it does not run%s"
                    .formatted(
                            application,
                            report.getName(),
                            report.getYarnApplicationState(),
                            report.getDiagnostics().isBlank() ? "" : ": " + firstLine(report.getDiagnostics())));
        }
        return FlinkCluster.ofOneJob(URI.create("http://%s:%d".formatted(report.getHost(), report.getRpcPort())));
    }

    private ApplicationReport report(String application) {
        ApplicationId id;
        try {
            id = ApplicationId.fromString(application);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(
                    "'%s' is no application's id: write one such as application_1712345678901_0042, as 'yarn application -list' shows them"
                            .formatted(application),
                    e);
        }
        return ask(() -> {
            try {
                return client.getApplicationReport(id);
            } catch (ApplicationNotFoundException e) {
                throw OperationException.usage(
                        "YARN at %s knows no %s: see 'yarn application -list'".formatted(address(), application), e);
            }
        });
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /**
     * What a container asks for.
     *
     * @param title whose it is
     */
    public record Container(String title, long megabytes, int cores) {

        @Override
        public String toString() {
            return "%s of %d MB and %d vcores".formatted(title, megabytes, cores);
        }
    }

    /**
     * Checks that containers find room now: one that does not would wait, and with it what was submitted.
     *
     * @throws OperationException naming the first that finds none
     */
    public void requireRoom(List<Container> containers, String remedy) {
        List<NodeReport> nodes = requireNodesFor(containers, remedy);
        long[] free = nodes.stream().mapToLong(YarnCluster::freeMegabytes).toArray();
        long freeOfAll = LongStream.of(free).sum();
        for (Container container : containers) {
            int node = IntStream.range(0, free.length)
                    .filter(each -> free[each] >= container.megabytes())
                    .findFirst()
                    .orElseThrow(() -> OperationException.failure(
                            "YARN at %s has no room now for %d containers, of which one is a %s: %d MB are free on its nodes; stop other applications, or %s"
                                    .formatted(address(), containers.size(), container, freeOfAll, remedy)));
            free[node] -= container.megabytes();
        }
    }

    /**
     * Checks that each container would find room on an empty node, and returns the nodes.
     *
     * @throws OperationException naming the first that would not
     */
    public List<NodeReport> requireNodesFor(List<Container> containers, String remedy) {
        requireNonNull(remedy, "remedy is null");
        List<NodeReport> nodes = ask(() -> client.getNodeReports(NodeState.RUNNING));
        if (nodes.isEmpty()) {
            throw OperationException.failure("YARN at %s has no NodeManager that runs: start one".formatted(address()));
        }
        List<Resource> whole = nodes.stream().map(NodeReport::getCapability).toList();
        for (Container container : containers) {
            if (whole.stream()
                    .noneMatch(node -> node.getMemorySize() >= container.megabytes()
                            && node.getVirtualCores() >= container.cores())) {
                throw OperationException.failure(
                        "no node of YARN at %s is large enough for a %s: the largest has %s; %s"
                                .formatted(address(), container, largest(whole), remedy));
            }
        }
        return nodes;
    }

    /** Ends an application as it is. */
    public void kill(String application) {
        ask(() -> {
            client.killApplication(ApplicationId.fromString(application));
            return null;
        });
    }

    /** A node that has run nothing yet reports no use. */
    private static long freeMegabytes(NodeReport node) {
        long used = node.getUsed() == null ? 0 : node.getUsed().getMemorySize();
        return node.getCapability().getMemorySize() - used;
    }

    private static String largest(List<Resource> nodes) {
        return "%d MB and %d vcores"
                .formatted(
                        nodes.stream().mapToLong(Resource::getMemorySize).max().orElse(0),
                        nodes.stream().mapToInt(Resource::getVirtualCores).max().orElse(0));
    }

    private String address() {
        return configuration.get(YarnConfiguration.RM_ADDRESS, "its default address");
    }

    private <T> T ask(Question<T> question) {
        try {
            return question.ask();
        } catch (YarnException | IOException e) {
            throw OperationException.failure(
                    "the ResourceManager of YARN at %s does not answer (%s): check that it runs, and what %s says of yarn.resourcemanager.address"
                            .formatted(
                                    address(),
                                    firstLine(OperationException.rootMessage(e)),
                                    folder.resolve("yarn-site.xml")),
                    e);
        }
    }

    private interface Question<T> {
        T ask() throws YarnException, IOException;
    }

    @Override
    public void close() {
        client.stop();
    }
}
