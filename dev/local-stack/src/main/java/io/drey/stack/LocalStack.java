package io.drey.stack;

import static java.util.Objects.requireNonNull;

import io.drey.stack.Progress.Stage;
import io.drey.stack.ServerStatus.ProcessStatus;
import io.drey.stack.process.Ports;
import io.drey.stack.process.ProjectHome;
import io.drey.stack.process.ServerProcess;
import io.drey.stack.process.StackException;
import io.drey.stack.server.FlinkRecipe;
import io.drey.stack.server.HdfsRecipe;
import io.drey.stack.server.PostgresRecipe;
import io.drey.stack.server.Recipe;
import io.drey.stack.server.RestCatalogRecipe;
import io.drey.stack.server.RunningFlink;
import io.drey.stack.server.RunningHdfs;
import io.drey.stack.server.RunningKafka;
import io.drey.stack.server.RunningOpenSearch;
import io.drey.stack.server.RunningPostgres;
import io.drey.stack.server.RunningRestCatalog;
import io.drey.stack.server.RunningS3;
import io.drey.stack.server.RunningSqs;
import io.drey.stack.server.RunningTrino;
import io.drey.stack.server.RunningYarn;
import io.drey.stack.server.S3Recipe;
import io.drey.stack.server.Server;
import io.drey.stack.server.Shutdown;
import io.drey.stack.server.Site;
import io.drey.stack.server.SqsRecipe;
import io.drey.stack.server.StackFolder;
import io.drey.stack.server.StackState;
import io.drey.stack.server.StackState.ServerState;
import io.drey.stack.server.Storage;
import io.drey.stack.server.StorageRoot;
import io.drey.stack.server.TrinoRecipe;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Real servers as processes of their own, on free loopback ports, in one folder.
 *
 * <pre>{@code
 * LocalStack stack = LocalStack.in(Path.of("target/stack")).with(Server.KAFKA, Server.FLINK).start();
 * stack.kafka().bootstrapServers();
 * stack.stopAndDelete();
 * }</pre>
 *
 * <p>Ports and data stay the same when a stopped stack is started again in its folder. Another process reaches a running
 * stack through {@link #attach}. Failures are {@link StackException}s.
 */
public final class LocalStack implements AutoCloseable {
    /** How long a server may take to answer that has lost no process. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration ASK_AGAIN = Duration.ofMillis(500);

    private final StackFolder folder;

    private LocalStack(StackFolder folder) {
        this.folder = folder;
    }

    /** Describes a stack in {@code dir}, which is made if it is missing. */
    public static Builder in(Path dir) {
        return new Builder(dir);
    }

    /** Whether a stack was started in {@code dir}, by whichever process, running or not. */
    public static boolean isIn(Path dir) {
        return Files.exists(StackState.file(dir.toAbsolutePath().normalize()));
    }

    /** The stack that was started in {@code dir}, by whichever process, running or not. */
    public static LocalStack attach(Path dir) {
        Path absolute = dir.toAbsolutePath().normalize();
        if (!Files.exists(StackState.file(absolute))) {
            throw new StackException("No stack was started in " + absolute + ": it holds no "
                    + StackState.file(absolute).getFileName() + "; start one there or name its folder");
        }
        return new LocalStack(StackFolder.open(absolute, Builder::defaultHome));
    }

    /** What this machine lacks to run a server, with the remedy; empty where it lacks nothing that is known beforehand. */
    public static Optional<String> obstacle(Server server) {
        if (server != Server.TRINO) {
            return Optional.empty();
        }
        try {
            TrinoRecipe.jdk();
            return Optional.empty();
        } catch (StackException missing) {
            return Optional.of(missing.getMessage());
        }
    }

    /** The folder everything lives under. */
    public Path dir() {
        return folder.dir();
    }

    /** The folder with one log file per process. */
    public Path logs() {
        return folder.logs();
    }

    /** The servers that were started in this folder, running or not. */
    public Set<Server> servers() {
        Set<Server> servers = EnumSet.noneOf(Server.class);
        servers.addAll(folder.state().servers().keySet());
        return servers;
    }

    /** Where Kafka is. */
    public RunningKafka kafka() {
        return new RunningKafka(site(Server.KAFKA));
    }

    /** Where HDFS is. */
    public RunningHdfs hdfs() {
        Site site = site(Server.HDFS);
        return new RunningHdfs(HdfsRecipe.uri(site), HdfsRecipe.web(site));
    }

    /** Where PostgreSQL is. */
    public RunningPostgres postgres() {
        return PostgresRecipe.running(site(Server.POSTGRES));
    }

    /** Where OpenSearch is. */
    public RunningOpenSearch openSearch() {
        return new RunningOpenSearch(site(Server.OPENSEARCH));
    }

    /** YARN, and a Flink whose jobs run on it. */
    public RunningYarn yarn() {
        return new RunningYarn(site(Server.YARN));
    }

    /** Where S3 is. */
    public RunningS3 s3() {
        return S3Recipe.running(site(Server.S3));
    }

    /** The same S3 with the login and the bucket of a tenant, who does not see the other bucket. */
    public RunningS3 s3OfTenant() {
        return S3Recipe.ofTenant(site(Server.S3));
    }

    /** Where queues are. */
    public RunningSqs sqs() {
        return SqsRecipe.running(site(Server.SQS));
    }

    /** Where the REST catalog is. */
    public RunningRestCatalog restCatalog() {
        return RestCatalogRecipe.running(site(Server.REST_CATALOG));
    }

    /** Where Trino is. */
    public RunningTrino trino() {
        return new RunningTrino(URI.create(new TrinoRecipe().url(site(Server.TRINO))));
    }

    /** Where the stack keeps the files of lake and jobs. */
    public Storage storage() {
        return Storage.of(folder);
    }

    /**
     * The address all these files are under, without a slash at its end, such as {@code hdfs://127.0.0.1:20000}, {@code
     * s3://drey} or {@code file:///path}.
     */
    public String storageRoot() {
        return StorageRoot.of(folder);
    }

    /** The Flink cluster. */
    public RunningFlink flink() {
        return new RunningFlink(site(Server.FLINK));
    }

    /** What every server does now; asks each of them, so it takes some seconds when one hangs. */
    public List<ServerStatus> status() {
        return servers().stream().map(this::status).toList();
    }

    /** Stops all servers and keeps data and logs; ports stay reserved for the next start. */
    public void stop() {
        stop(progress -> {});
    }

    /** As {@link #stop()}, telling how far it is. */
    public void stop(Consumer<Progress> listener) {
        stop(folder, folder.state().servers().keySet(), listener);
    }

    /** Stops all servers and deletes the folder: nothing is left behind. */
    public void stopAndDelete() {
        stopAndDelete(progress -> {});
    }

    /** As {@link #stopAndDelete()}, telling how far it is. */
    public void stopAndDelete(Consumer<Progress> listener) {
        stop(listener);
        folder.delete();
    }

    /** As {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    private Site site(Server server) {
        if (!folder.contains(server)) {
            throw new StackException(server.title() + " is not part of the stack in " + dir() + ", which has "
                    + servers() + "; start it with with(Server." + server.name() + ")");
        }
        return new Site(folder, server);
    }

    private ServerStatus status(Server server) {
        Site site = site(server);
        Recipe recipe = Recipe.of(server);
        List<ProcessStatus> processes = site.processes().stream()
                .map(process -> new ProcessStatus(process.name(), process.pid(), process.isAlive(), process.log()))
                .toList();
        String url = recipe.url(site);
        if (processes.isEmpty()) {
            return new ServerStatus(server, false, url, "stopped", processes);
        }
        String dead = processes.stream()
                .filter(process -> !process.alive())
                .map(process ->
                        process.name() + " (process " + process.pid() + ") ended by itself; see " + process.log())
                .collect(Collectors.joining("; "));
        if (!dead.isEmpty()) {
            return new ServerStatus(server, false, url, dead, processes);
        }
        try {
            return new ServerStatus(server, true, url, recipe.health(site), processes);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new ServerStatus(server, false, url, "the question was interrupted", processes);
        } catch (Exception unhealthy) {
            return new ServerStatus(server, false, url, "does not answer: " + unhealthy, processes);
        }
    }

    private boolean isHealthyInTime(Server server) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        ServerStatus status = status(server);
        while (!status.healthy() && status.alive() && System.nanoTime() < deadline) {
            try {
                TimeUnit.MILLISECONDS.sleep(ASK_AGAIN.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
            status = status(server);
        }
        return status.healthy();
    }

    private static void stop(StackFolder folder, Collection<Server> servers, Consumer<Progress> listener) {
        long began = System.nanoTime();
        Set<Server> others = EnumSet.noneOf(Server.class);
        others.addAll(servers);
        // Jobs write to all the others: ended first, they do not fill the logs with lost connections.
        Set<Server> ofJobs = EnumSet.of(Server.FLINK, Server.YARN);
        ofJobs.retainAll(others);
        others.removeAll(ofJobs);
        inParallel(ofJobs, server -> stop(folder, server, began, listener));
        inParallel(others, server -> stop(folder, server, began, listener));
    }

    private static void stop(StackFolder folder, Server server, long began, Consumer<Progress> listener) {
        List<ServerProcess> processes = folder.state(server).processes();
        if (!processes.isEmpty()) {
            Shutdown.gracefully(Recipe.of(server), processes);
            folder.change(server, state -> state.withProcesses(List.of()));
            listener.accept(new Progress(server, Stage.STOPPED, Duration.ofNanos(System.nanoTime() - began)));
        }
    }

    /** Does the work for all servers at once; throws the first failure, the others suppressed in it. */
    private static void inParallel(Set<Server> servers, Consumer<Server> work) {
        if (servers.isEmpty()) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(servers.size(), task -> {
            Thread thread = new Thread(task, "drey-stack");
            thread.setDaemon(true);
            return thread;
        });
        RuntimeException failure = null;
        try {
            List<Future<?>> results = new ArrayList<>();
            for (Server server : servers) {
                results.add(threads.submit(() -> work.accept(server)));
            }
            for (Future<?> result : results) {
                try {
                    result.get();
                } catch (ExecutionException failed) {
                    RuntimeException cause = failed.getCause() instanceof RuntimeException known
                            ? known
                            : new CompletionException(failed.getCause());
                    if (failure == null) {
                        failure = cause;
                    } else {
                        failure.addSuppressed(cause);
                    }
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new StackException("Interrupted while servers started or stopped", interrupted);
                }
            }
        } finally {
            threads.shutdownNow();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** What a stack shall be, before it is started. */
    public static final class Builder {
        private final Path dir;
        private final Set<Server> servers = EnumSet.noneOf(Server.class);
        private final Map<Server, Map<String, Integer>> fixedPorts = new EnumMap<>(Server.class);
        private final Map<String, String> flinkOptions = new TreeMap<>();
        private final Map<String, String> trinoOptions = new TreeMap<>();
        private final Set<Server> highlyAvailable = EnumSet.noneOf(Server.class);
        private Lifetime lifetime = Lifetime.DETACHED;
        private Path home;

        private Builder(Path dir) {
            this.dir = requireNonNull(dir, "dir is null").toAbsolutePath().normalize();
        }

        /** Adds servers to start. */
        public Builder with(Server... more) {
            servers.addAll(List.of(more));
            return this;
        }

        /** Adds the servers of a whole installation, with files on HDFS. */
        public Builder withAll() {
            return withAll(Storage.HDFS);
        }

        /** Adds the servers of a whole installation: Kafka, PostgreSQL, OpenSearch, Flink, and what the storage needs. */
        public Builder withAll(Storage storage) {
            with(Server.KAFKA, Server.POSTGRES, Server.OPENSEARCH, Server.FLINK);
            return switch (storage) {
                case HDFS -> with(Server.HDFS);
                case S3 -> with(Server.S3);
                case FILE -> this;
            };
        }

        /**
         * Fixes a port instead of taking a free one. Names: {@code broker controller broker-2 …} of Kafka, {@code namenode namenode-web
         * datanode datanode-ipc datanode-web} of HDFS, {@code server} of PostgreSQL, {@code http transport http-2 …} of OpenSearch,
         * {@code rest rpc rest-2 zookeeper} of Flink, {@code http} of S3, REST catalog and Trino.
         */
        public Builder port(Server server, String name, int port) {
            List<String> names = Recipe.of(server).ports();
            if (!names.contains(name)) {
                throw new StackException(server.title() + " has no port '" + name + "', only " + names);
            }
            fixedPorts.computeIfAbsent(server, any -> new TreeMap<>()).put(name, port);
            return this;
        }

        /** Sets a Flink option of the cluster, such as {@code taskmanager.numberOfTaskSlots}, over {@code flink-conf}. */
        public Builder flinkOption(String key, String value) {
            flinkOptions.put(key, value);
            return this;
        }

        /** As {@link #highlyAvailable(Server...)} for all servers that can be. */
        public Builder highlyAvailable() {
            return highlyAvailable(Server.KAFKA, Server.OPENSEARCH, Server.FLINK);
        }

        /**
         * Has servers survive the loss of a process. Kafka: three brokers, three copies of what does not say otherwise, 1.1 GB more
         * memory. OpenSearch: two nodes with data, one replica, and a small third one that votes, 1.4 GB more. Flink: a second
         * JobManager, and ZooKeeper, which says who leads, so that jobs survive a stop of the stack, too, 1.1 GB more. A server
         * that was started without stays so until the stack is deleted.
         *
         * @throws StackException if a server is always one
         */
        public Builder highlyAvailable(Server... which) {
            for (Server server : which) {
                if (Recipe.of(server).moreMegabytes() == 0) {
                    throw new StackException(server.title() + " is never more than one here");
                }
                highlyAvailable.add(server);
            }
            return this;
        }

        /**
         * Has Trino decide by access rules who may see what.
         *
         * @param rules for Trino's file-based access control
         * @param groups who is in which group: a line {@code group:user,user} for each; {@code drey} must be allowed to read
         *     {@code system.runtime.nodes}
         */
        public Builder trinoAccess(Path rules, Path groups) {
            trinoOptions.put(TrinoRecipe.RULES, rules.toAbsolutePath().toString());
            trinoOptions.put(TrinoRecipe.GROUPS, groups.toAbsolutePath().toString());
            return this;
        }

        /** Gives Trino more memory than its 900 MB, in megabytes, for queries over many rows; what does not fit spills to disk. */
        public Builder trinoHeap(int megabytes) {
            trinoOptions.put(TrinoRecipe.HEAP, Integer.toString(megabytes));
            return this;
        }

        /** How long the stack lives; {@link Lifetime#DETACHED} unless told. */
        public Builder lifetime(Lifetime choice) {
            lifetime = requireNonNull(choice, "choice is null");
            return this;
        }

        /** The project's top folder, where it is not to be found from {@code drey.home} or the working directory. */
        public Builder home(Path folder) {
            home = requireNonNull(folder, "folder is null").toAbsolutePath().normalize();
            return this;
        }

        /** As {@link #start(Consumer)} without a listener. */
        public LocalStack start() {
            return start(progress -> {});
        }

        /**
         * Starts what does not run yet and returns when every server answers. A Flink whose JobManager lives gets back a
         * TaskManager that it lost, so that its jobs go on, and highly available servers get back what they lost; others that lost a
         * process are started again as a whole.
         * A server all of whose processes live is asked for half a minute before it counts as lost: the machine may be busy.
         * If one fails, those just started are stopped and the failure is thrown, with the end of the server's log.
         */
        public LocalStack start(Consumer<Progress> listener) {
            if (servers.isEmpty()) {
                throw new StackException(
                        "No server was asked for; name some with with(Server...) or all with withAll()");
            }
            long began = System.nanoTime();
            createDirectories();
            try (FileChannel channel =
                    FileChannel.open(dir.resolve("stack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock(channel);
                StackFolder folder = StackFolder.open(dir, () -> home != null ? home : defaultHome());
                LocalStack stack = new LocalStack(folder);
                Set<Server> missing = EnumSet.noneOf(Server.class);
                for (Server server : servers) {
                    if (folder.contains(server) && stack.isHealthyInTime(server)) {
                        listener.accept(new Progress(
                                server, Stage.ALREADY_RUNNING, Duration.ofNanos(System.nanoTime() - began)));
                    } else if (folder.contains(server) && Recipe.of(server).mend(new Site(folder, server))) {
                        listener.accept(
                                new Progress(server, Stage.MENDED, Duration.ofNanos(System.nanoTime() - began)));
                    } else {
                        missing.add(server);
                    }
                }
                if (!missing.isEmpty()) {
                    start(folder, missing, began, listener);
                }
                if (lifetime == Lifetime.THIS_JVM) {
                    Runtime.getRuntime().addShutdownHook(new Thread(stack::stop, "drey-stack-stop"));
                }
                return stack;
            } catch (IOException failure) {
                throw new StackException(
                        dir + " cannot be locked: " + failure.getMessage() + "; choose another folder", failure);
            }
        }

        private void start(StackFolder folder, Set<Server> missing, long began, Consumer<Progress> listener) {
            // What is left of a server that lost a process, or was starting when its starter died.
            stop(folder, missing, progress -> {});
            List<Recipe> recipes = missing.stream().map(Recipe::of).toList();
            Preflight.checkJdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
            for (Recipe recipe : recipes) {
                recipe.provide(
                        folder.home(),
                        () -> listener.accept(new Progress(
                                recipe.server(), Stage.FETCHING, Duration.ofNanos(System.nanoTime() - began))));
            }
            Preflight.checkDisk(dir);
            Preflight.checkMemory(Preflight.availableMegabytes(Path.of("/")), neededMegabytes(folder, recipes));
            assignPorts(folder, recipes);
            Thread interrupted = new Thread(() -> stop(folder, missing, progress -> {}), "drey-stack-abandon");
            Runtime.getRuntime().addShutdownHook(interrupted);
            try {
                inParallel(missing, server -> {
                    listener.accept(new Progress(server, Stage.STARTING, Duration.ofNanos(System.nanoTime() - began)));
                    Recipe.of(server).start(new Site(folder, server));
                    listener.accept(new Progress(server, Stage.READY, Duration.ofNanos(System.nanoTime() - began)));
                });
            } catch (RuntimeException failure) {
                try {
                    stop(folder, missing, progress -> {});
                } catch (RuntimeException alsoFailed) {
                    failure.addSuppressed(alsoFailed);
                }
                throw failure;
            } finally {
                removeHook(interrupted);
            }
        }

        private Map<Server, Integer> neededMegabytes(StackFolder folder, List<Recipe> recipes) {
            Map<Server, Integer> needed = new EnumMap<>(Server.class);
            for (Recipe recipe : recipes) {
                ServerState known = folder.state(recipe.server());
                boolean several = isToBeSeveral(recipe.server(), known)
                        || known.settings().containsKey(Site.HIGHLY_AVAILABLE);
                needed.put(recipe.server(), recipe.memoryMegabytes() + (several ? recipe.moreMegabytes() : 0));
            }
            return needed;
        }

        private boolean isToBeSeveral(Server server, ServerState known) {
            return highlyAvailable.contains(server) && known.ports().isEmpty();
        }

        private void assignPorts(StackFolder folder, List<Recipe> recipes) {
            Set<Integer> taken = new HashSet<>();
            folder.state()
                    .servers()
                    .values()
                    .forEach(state -> taken.addAll(state.ports().values()));
            fixedPorts.values().forEach(ports -> taken.addAll(ports.values()));
            SplittableRandom random = new SplittableRandom();
            Map<Server, ServerState> assigned = new EnumMap<>(Server.class);
            for (Recipe recipe : recipes) {
                Server server = recipe.server();
                ServerState known = folder.state(server);
                Map<String, Integer> ports = new TreeMap<>();
                for (String name : recipe.ports()) {
                    Integer port = fixedPorts.getOrDefault(server, Map.of()).get(name);
                    if (port == null) {
                        port = known.ports().get(name);
                    }
                    if (port == null) {
                        port = Ports.free(taken, random);
                        taken.add(port);
                    } else {
                        Ports.requireFree(server.title(), name, port);
                    }
                    ports.put(name, port);
                }
                Map<String, String> settings = new TreeMap<>(known.settings());
                if (server == Server.FLINK) {
                    flinkOptions.forEach((key, value) -> settings.put(FlinkRecipe.OPTION + key, value));
                }
                if (isToBeSeveral(server, known)) {
                    settings.put(Site.HIGHLY_AVAILABLE, "true");
                }
                if (server == Server.TRINO) {
                    settings.putAll(trinoOptions);
                }
                assigned.put(server, new ServerState(ports, settings, List.of()));
            }
            assigned.forEach((server, state) -> folder.change(server, previous -> state));
        }

        private void createDirectories() {
            try {
                Files.createDirectories(dir.resolve("logs"));
            } catch (IOException failure) {
                throw new StackException(
                        dir + " cannot be made: " + failure + "; check its owner or choose another folder", failure);
            }
        }

        // Released with the channel.
        private void lock(FileChannel channel) throws IOException {
            FileLock lock;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException sameJvm) {
                lock = null;
            }
            if (lock == null) {
                throw new StackException("Another process is starting the stack in " + dir
                        + " right now; wait for it, or" + " choose another folder");
            }
        }

        private static void removeHook(Thread hook) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException alreadyEnding) {
                // The hook is running: it stops what this start launched.
            }
        }

        private static Path defaultHome() {
            return ProjectHome.find(System.getProperty(ProjectHome.PROPERTY), Path.of(""));
        }
    }
}
