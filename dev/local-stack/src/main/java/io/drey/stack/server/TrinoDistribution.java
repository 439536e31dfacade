package io.drey.stack.server;

import io.drey.stack.process.LogTail;
import io.drey.stack.process.Programs;
import io.drey.stack.process.ServerClassPath;
import io.drey.stack.process.StackException;
import io.drey.stack.process.TarArchive;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The Trino server with the Iceberg connector, and no other connector; groups of users can be read from a file. Its archives come from Maven, as those of every
 * server, but only when Trino is first asked for; they are unpacked once for all stacks, beside other things the build made.
 *
 * @param home the folder with {@code lib} and {@code plugin}
 */
record TrinoDistribution(Path home) {
    static final String FETCH_COMMAND = "./mvnw -q -f dev/local-stack/servers/trino process-resources";

    private static final String MODULE = "dev/local-stack/servers/trino";
    /** What is unpacked of the server: itself, and what reads groups from a file. */
    private static final List<String> PARTS = List.of("lib/", "plugin/password-authenticators/");

    private static final long FETCH_MINUTES = 60;
    private static final int LOG_LINES = 15;

    /** The distribution, unpacked. */
    static TrinoDistribution in(Path projectHome, Runnable fetching) {
        Path target = projectHome.resolve(MODULE).resolve("target");
        try {
            Files.createDirectories(target);
            // Two stacks may want it at once.
            try (FileChannel channel = FileChannel.open(
                            target.resolve("fetch.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (!lock.isValid()) {
                    throw new IOException("its lock was lost");
                }
                if (!isFetched(projectHome, target.resolve("classpath.txt"))) {
                    fetching.run();
                    fetch(projectHome, target);
                }
                ServerClassPath archives = ServerClassPath.of(projectHome, Server.TRINO.key());
                Path home = target.resolve("trino");
                Path complete = home.resolve("complete");
                String content = archives.joined() + " " + PARTS;
                if (!Files.exists(complete) || !Files.readString(complete).equals(content)) {
                    unpack(archives.entries(), home);
                    Files.writeString(complete, content);
                }
                return new TrinoDistribution(home);
            }
        } catch (IOException failure) {
            throw new StackException(
                    "Trino cannot be unpacked to " + target + ": " + failure.getMessage()
                            + "; mend that, or delete the folder",
                    failure);
        }
    }

    /** The class path of the server itself; connectors are loaded apart. */
    ServerClassPath classPath() {
        return new ServerClassPath(List.of(home.resolve("lib").resolve("*")));
    }

    Path plugins() {
        return home.resolve("plugin");
    }

    /** Whether the list of archives is as new as what says which they are, and all are there. */
    private static boolean isFetched(Path projectHome, Path list) throws IOException {
        if (!Files.exists(list)) {
            return false;
        }
        FileTime listed = Files.getLastModifiedTime(list);
        for (String pom : List.of("pom.xml", "../pom.xml")) {
            if (Files.getLastModifiedTime(projectHome.resolve(MODULE).resolve(pom))
                            .compareTo(listed)
                    > 0) {
                return false;
            }
        }
        for (String archive : Files.readString(list).strip().split(File.pathSeparator, -1)) {
            if (!Files.isReadable(Path.of(archive))) {
                return false;
            }
        }
        return true;
    }

    private static void fetch(Path projectHome, Path target) throws IOException {
        Path log = target.resolve("fetch.log");
        List<String> command = new ArrayList<>(List.of(FETCH_COMMAND.split(" ")));
        command.addAll(List.of("-B", "-ntp", "-Dmdep.regenerateFile=true"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(projectHome.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process maven = Programs.start(builder, Server.TRINO.title());
        try {
            boolean ended = maven.waitFor(FETCH_MINUTES, TimeUnit.MINUTES);
            if (!ended || maven.exitValue() != 0) {
                throw new StackException("Trino's archives cannot be fetched: `" + FETCH_COMMAND + "` "
                        + (ended ? "ended with exit code " + maven.exitValue() : "took more than an hour")
                        + ". Its log is " + log + ", which ends with\n"
                        + LogTail.of(log, LOG_LINES).indent(4).stripTrailing());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("The download of Trino was interrupted; start again", interrupted);
        } finally {
            maven.descendants().forEach(ProcessHandle::destroyForcibly);
            maven.destroyForcibly();
        }
    }

    private static void unpack(List<Path> archives, Path home) throws IOException {
        Path server = archive(archives, "trino-server-core-");
        Path iceberg = archive(archives, "trino-iceberg-");
        try (InputStream tar =
                new GZIPInputStream(new BufferedInputStream(Files.newInputStream(server), 1 << 16), 1 << 16)) {
            TarArchive.unpack(tar, home, name -> below(name)
                    .filter(inside -> PARTS.stream().anyMatch(inside::startsWith)));
        }
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(iceberg)))) {
            Path plugin = Files.createDirectories(home.resolve("plugin/iceberg"));
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Optional<String> name = below(entry.getName());
                if (entry.isDirectory() || name.isEmpty()) {
                    continue;
                }
                Path file = plugin.resolve(name.get()).normalize();
                if (!file.startsWith(plugin)) {
                    throw new IOException("entry " + entry.getName() + " lies outside of the archive " + iceberg);
                }
                Files.createDirectories(file.getParent());
                Files.copy(zip, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The name without the archive's one folder. */
    private static Optional<String> below(String name) {
        int slash = name.indexOf('/');
        return slash < 0 || slash == name.length() - 1 ? Optional.empty() : Optional.of(name.substring(slash + 1));
    }

    private static Path archive(List<Path> archives, String start) {
        return archives.stream()
                .filter(archive -> archive.getFileName().toString().startsWith(start))
                .findFirst()
                .orElseThrow(() -> new StackException("Trino's archives are "
                        + archives.stream().map(Path::toString).collect(Collectors.joining(", ")) + ", without "
                        + start + "*; run `" + FETCH_COMMAND + "`"));
    }
}
