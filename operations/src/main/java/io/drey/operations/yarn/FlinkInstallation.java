package io.drey.operations.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Printable;
import io.drey.job.SettingsCatalogue;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.Reasons;
import io.drey.operations.flink.StateKeeper;
import io.drey.operations.yarn.YarnCluster.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;

/** The Flink on this machine, with its configuration for YARN: what applications are submitted with. */
public final class FlinkInstallation {

    private static final String FLINK_HOME = "FLINK_HOME";
    private static final Pattern DISTRIBUTION = Pattern.compile("flink-dist-(\\d+(?:\\.\\d+)+)\\.jar");
    private static final String VARIABLE = "env:";

    private final Path home;
    private final Configuration configuration;

    private FlinkInstallation(Path home, Configuration configuration) {
        this.home = home;
        this.configuration = configuration;
    }

    /**
     * An installation.
     *
     * @param named the folder that the user names
     * @param environment variables, of which {@code FLINK_HOME} names it otherwise
     * @throws OperationException if neither does, or there is none
     */
    public static FlinkInstallation of(Optional<Path> named, Map<String, String> environment) {
        Path home = named.or(() -> Optional.ofNullable(environment.get(FLINK_HOME))
                        .filter(value -> !value.isBlank())
                        .map(Path::of))
                .orElseThrow(
                        () -> OperationException.usage(
                                "with which Flink to submit is not known: set FLINK_HOME to an unpacked Flink 1.20, or name it with --flink-home"));
        Path conf = home.resolve("conf");
        if (!Files.isExecutable(home.resolve("bin/flink")) || !Files.isReadable(conf.resolve("config.yaml"))) {
            throw OperationException.usage(
                    "%s is no Flink 1.20 with a configuration: it needs bin/flink, and flink-conf/yarn-application.yaml as conf/config.yaml"
                            .formatted(home));
        }
        return new FlinkInstallation(home.toAbsolutePath(), GlobalConfiguration.loadConfiguration(conf.toString()));
    }

    /** What states of earlier applications are found by: the folders of its configuration. */
    public StateKeeper states(YarnCluster yarn) {
        return StateKeeper.ofFolders(
                yarn.url(), key -> Optional.ofNullable(configuration.toMap().get(key))
                        .map(value -> value.replaceFirst("^hdfs:///", yarn.fileSystem() + "/")));
    }

    /**
     * Checks that it is of the version that the jobs are built for.
     *
     * @throws OperationException naming both
     */
    public void requireVersion() {
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            jars.map(jar -> DISTRIBUTION.matcher(jar.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(jar -> jar.group(1))
                    .filter(version -> !FlinkCluster.isBuiltFor(version))
                    .findFirst()
                    .ifPresent(version -> {
                        throw OperationException.usage(
                                "%s is Flink %s, and the jobs are built for Flink %s: name one of that version with --flink-home"
                                        .formatted(home, version, FlinkCluster.BUILT_FOR));
                    });
        } catch (IOException e) {
            throw OperationException.usage(
                    "%s cannot be read: name an unpacked Flink with --flink-home".formatted(home.resolve("lib")), e);
        }
    }

    /**
     * Checks that its configuration has no key that cannot be Flink's, which Flink would pass over in silence.
     *
     * @throws OperationException naming the first such key
     */
    public void requireKeys() {
        configuration.keySet().stream()
                .filter(key -> !SettingsCatalogue.ofDrey().isFlinks(key))
                .sorted()
                .findFirst()
                .ifPresent(key -> {
                    throw OperationException.usage("%s: Flink has no option '%s': mend it, or take it out"
                            .formatted(configurationFile(), Printable.of(key)));
                });
    }

    /**
     * Checks that each variable of the environment that a setting names as the place of a secret reaches the containers.
     *
     * @param settings of the jobs
     * @param options of Flink, over its configuration
     * @throws OperationException naming the first that does not
     */
    public void requireSecrets(Map<String, String> settings, Map<String, String> options) {
        settings.forEach((key, reference) -> {
            if (reference.startsWith(VARIABLE)) {
                String name = reference.substring(VARIABLE.length());
                for (String containers : List.of("master", "taskmanager")) {
                    String option = "containerized.%s.env.%s".formatted(containers, name);
                    if (!options.containsKey(option) && !configuration.containsKey(option)) {
                        throw OperationException.usage(
                                "%s refers to the environment variable %s, which containers on YARN do not have: give -D%s=…, or name a file that each NodeManager has"
                                        .formatted(key, name, option));
                    }
                }
            }
        });
    }

    /** The containers of one application, as this configuration and options over it have them. */
    public List<Container> containers(Map<String, String> options) {
        Configuration all = new Configuration(configuration);
        options.forEach(all::setString);
        List<Container> containers = new ArrayList<>();
        try {
            containers.add(new Container(
                    "JobManager",
                    JobManagerProcessUtils.processSpecFromConfigWithNewOptionToInterpretLegacyHeap(
                                    all, JobManagerOptions.TOTAL_PROCESS_MEMORY)
                            .getTotalProcessMemorySize()
                            .getMebiBytes(),
                    Integer.parseInt(all.toMap().getOrDefault("yarn.appmaster.vcores", "1"))));
            int slots = all.get(TaskManagerOptions.NUM_TASK_SLOTS);
            int parallelism = all.get(CoreOptions.DEFAULT_PARALLELISM);
            Container taskManager = new Container(
                    "TaskManager",
                    TaskExecutorProcessUtils.processSpecFromConfig(
                                    TaskExecutorProcessUtils.getConfigurationMapLegacyTaskManagerHeapSizeToConfigOption(
                                            all, TaskManagerOptions.TOTAL_PROCESS_MEMORY))
                            .getTotalProcessMemorySize()
                            .getMebiBytes(),
                    Integer.parseInt(all.toMap().getOrDefault("yarn.containers.vcores", Integer.toString(slots))));
            for (int started = 0; started * slots < parallelism; started++) {
                containers.add(taskManager);
            }
        } catch (RuntimeException e) {
            throw OperationException.usage(
                    "the containers' sizes in %s are not to be used: %s"
                            .formatted(home.resolve("conf/config.yaml"), OperationException.rootMessage(e)),
                    e);
        }
        return containers;
    }

    /**
     * Submits an application, and returns when it runs.
     *
     * @param yarn where
     * @param arguments of {@code flink run-application}
     * @param limit how long it may take
     * @throws OperationException if it does not come to run
     */
    public void submit(YarnCluster yarn, List<String> arguments, Duration limit) throws InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(home.resolve("bin/flink").toString(), "run-application", "-t", "yarn-application"));
        command.addAll(arguments);
        try {
            Path output = Files.createTempFile("drey-flink-", ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile());
            builder.environment().put(YarnCluster.HADOOP_CONF_DIR, yarn.folder().toString());
            builder.environment().put("FLINK_CONF_DIR", home.resolve("conf").toString());
            Process process = builder.start();
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw OperationException.failure(
                            "the application does not run after %d s: see 'yarn application -list', and what Flink's client wrote in %s"
                                    .formatted(limit.toSeconds(), output));
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            if (process.exitValue() != 0) {
                throw OperationException.failure("%s; what Flink's client wrote is in %s"
                        .formatted(Reasons.of(Files.readString(output, UTF_8)), output));
            }
            Files.delete(output);
        } catch (IOException e) {
            throw OperationException.failure(
                    "%s cannot be run: %s".formatted(command.get(0), OperationException.rootMessage(e)), e);
        }
    }

    /** Where its configuration is. */
    public Path configurationFile() {
        return home.resolve("conf/config.yaml");
    }
}
