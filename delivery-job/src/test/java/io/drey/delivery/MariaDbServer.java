package io.drey.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.stack.process.Ports;
import io.drey.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A MariaDB as a process of its own: Debian's package, unpacked and not installed. */
final class MariaDbServer implements AutoCloseable {

    static final String USER = "drey";
    static final String PASSWORD = "it's a secret";
    static final String DATABASE = "security";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Nothing is installed: packages are unpacked where the test is. */
    private static final String UNPACK =
            """
            mkdir -p debs
            cd debs
            apt-get download mariadb-server-core mariadb-common liburing2 libaio1 libnuma1 >&2
            for package in *.deb; do dpkg -x "$package" ../root; done
            """;

    private final Process process;
    private final InetSocketAddress address;

    private MariaDbServer(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts a new one with an empty database.
     *
     * @param folder where its files go
     */
    static MariaDbServer start(Path folder) throws IOException, InterruptedException {
        Path unpacked = Files.createDirectories(folder.resolve("mariadb"));
        Path data = Files.createDirectory(unpacked.resolve("data"));
        Path log = unpacked.resolve("server.log");
        end(new ProcessBuilder("bash", "-euo", "pipefail", "-c", UNPACK).directory(unpacked.toFile()), "", log);
        Path share = unpacked.resolve("root/usr/share/mysql");
        StringBuilder sql = new StringBuilder("CREATE DATABASE mysql;\nUSE mysql;\n");
        for (String script :
                List.of("mysql_system_tables.sql", "mysql_performance_tables.sql", "mysql_system_tables_data.sql")) {
            sql.append(Files.readString(share.resolve(script)));
        }
        sql.append("\nCREATE DATABASE %s;\nFLUSH PRIVILEGES;\n".formatted(DATABASE));
        sql.append("CREATE USER %s@'%%' IDENTIFIED BY '%s';\n".formatted(USER, PASSWORD.replace("'", "''")));
        sql.append("GRANT ALL ON %s.* TO %s@'%%';\n".formatted(DATABASE, USER));
        end(command(unpacked, data, List.of("--bootstrap")), sql.toString(), log);
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free(Set.of(), new SplittableRandom()));
        Process process = command(
                        unpacked,
                        data,
                        List.of(
                                "--port=" + address.getPort(),
                                "--bind-address=127.0.0.1",
                                "--socket=" + unpacked.resolve("socket"),
                                "--default-time-zone=+05:30"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        MariaDbServer server = new MariaDbServer(process, address);
        try {
            Await.until("MariaDB, see " + log, PATIENCE, server::answers);
        } catch (AssertionError | RuntimeException e) {
            server.close();
            throw new IllegalStateException(Files.readString(log), e);
        }
        return server;
    }

    InetSocketAddress address() {
        return address;
    }

    String jdbcUrl() {
        return "jdbc:mariadb://127.0.0.1:%d/%s".formatted(address.getPort(), DATABASE);
    }

    private boolean answers() {
        try (var connection = DriverManager.getConnection(jdbcUrl(), USER, PASSWORD)) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private static ProcessBuilder command(Path unpacked, Path data, List<String> more) {
        Path root = unpacked.resolve("root");
        List<String> command = new ArrayList<>(List.of(
                root.resolve("usr/sbin/mariadbd").toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--basedir=" + root.resolve("usr"),
                "--datadir=" + data,
                "--lc-messages-dir=" + root.resolve("usr/share/mysql"),
                "--character-sets-dir=" + root.resolve("usr/share/mysql/charsets")));
        command.addAll(more);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .put(
                        "LD_LIBRARY_PATH",
                        root.resolve("usr/lib/x86_64-linux-gnu") + ":" + root.resolve("lib/x86_64-linux-gnu"));
        return builder;
    }

    /** Runs a command to its end, which must be a good one. */
    private static void end(ProcessBuilder builder, String input, Path log) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        }
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("%s failed: %s".formatted(builder.command(), Files.readString(log)));
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
