package io.drey.stack.process;

import java.nio.file.Files;
import java.nio.file.Path;

/** The project's top folder, which holds the servers' class paths and {@code flink-conf}. */
public final class ProjectHome {
    public static final String PROPERTY = "drey.home";
    private static final String MARKER = "mvnw";

    private ProjectHome() {}

    /** From the system property {@value #PROPERTY}, else the nearest folder above {@code workingDirectory} with {@code mvnw}. */
    public static Path find(String property, Path workingDirectory) {
        if (property != null && !property.isBlank()) {
            Path home = Path.of(property).toAbsolutePath().normalize();
            if (!Files.isDirectory(home)) {
                throw new StackException("-D" + PROPERTY + "=" + property
                        + " is not a folder; set it to the project's top" + " folder, the one that holds " + MARKER);
            }
            return home;
        }
        for (Path folder = workingDirectory.toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(MARKER))) {
                return folder;
            }
        }
        throw new StackException(
                "No project found: neither " + workingDirectory.toAbsolutePath() + " nor a folder above" + " it holds "
                        + MARKER + "; run inside the project or set -D" + PROPERTY + "=<its top folder>");
    }
}
