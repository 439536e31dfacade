package io.drey.stack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds a JDK that is newer than the one we run on, for servers that need it.
 *
 * @param environment the process's variables
 * @param root the root of the file system
 */
public record JdkSearch(Map<String, String> environment, Path root) {
    private static final Pattern VERSION = Pattern.compile("^JAVA_VERSION=\"?(\\d+)", Pattern.MULTILINE);
    private static final Pattern HOME_VARIABLE = Pattern.compile("JAVA_HOME.*|JDK_?\\d+(_HOME)?|JAVA_?\\d+_HOME");
    private static final List<String> FOLDERS = List.of(
            "usr/lib/jvm",
            "usr/lib64/jvm",
            "usr/java",
            "opt",
            "opt/java",
            "usr/local",
            "Library/Java/JavaVirtualMachines");
    private static final List<String> FOLDERS_OF_USER =
            List.of(".sdkman/candidates/java", ".jdks", ".local/share/mise/installs/java", ".asdf/installs/java");

    public static JdkSearch ofThisMachine() {
        return new JdkSearch(System.getenv(), Path.of("/"));
    }

    /** A JDK and its version, such as 25. */
    public record Jdk(Path home, int feature) {}

    /**
     * The oldest JDK that is new enough.
     *
     * @param what the server, for messages
     * @param oldest its least version
     * @param variable the variable that names the JDK to take, whatever else there is
     * @throws StackException naming what was looked at and the remedy, if there is none
     */
    public Jdk require(String what, int oldest, String variable) {
        String named = environment.get(variable);
        if (named != null && !named.isBlank()) {
            Jdk jdk = read(Path.of(named))
                    .orElseThrow(() -> new StackException(variable + " is " + named
                            + ", where there is no JDK: it lacks bin/java or the file release; point it to a JDK of at least "
                            + oldest));
            if (jdk.feature() < oldest) {
                throw new StackException(variable + " is " + named + ", a JDK " + jdk.feature() + ", but " + what
                        + " needs at least " + oldest + "; point it to a newer one");
            }
            return jdk;
        }
        return candidates().stream()
                .flatMap(candidate -> read(candidate).stream())
                .filter(jdk -> jdk.feature() >= oldest)
                .min(Comparator.comparingInt(Jdk::feature)
                        .thenComparing(jdk -> jdk.home().toString()))
                .orElseThrow(() -> new StackException(what + " needs a JDK of at least " + oldest
                        + ", and none was found in the variables JAVA_HOME*, /usr/lib/jvm, other usual folders and the"
                        + " PATH; install one and point " + variable + " to it, or go without " + what));
    }

    private List<Path> candidates() {
        List<Path> candidates = new ArrayList<>();
        environment.forEach((name, value) -> {
            if (HOME_VARIABLE.matcher(name).matches() && !value.isBlank()) {
                candidates.add(Path.of(value));
            }
        });
        FOLDERS.forEach(folder -> candidates.addAll(children(root.resolve(folder))));
        String home = environment.get("HOME");
        if (home != null && !home.isBlank()) {
            FOLDERS_OF_USER.forEach(
                    folder -> candidates.addAll(children(Path.of(home).resolve(folder))));
        }
        String path = environment.getOrDefault("PATH", "");
        for (String folder : path.split(java.io.File.pathSeparator, -1)) {
            Path java = Path.of(folder, "java");
            if (!folder.isBlank() && Files.isExecutable(java)) {
                // Usually a link into the JDK's own folder.
                candidates.add(real(java).getParent().getParent());
            }
        }
        return candidates;
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException broken) {
            return file;
        }
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.flatMap(entry -> Stream.of(entry, entry.resolve("Contents/Home")))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    private static Optional<Jdk> read(Path home) {
        if (!Files.isExecutable(home.resolve("bin/java"))) {
            return Optional.empty();
        }
        try {
            Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
            return version.find() ? Optional.of(new Jdk(home, Integer.parseInt(version.group(1)))) : Optional.empty();
        } catch (IOException noRelease) {
            return Optional.empty();
        }
    }
}
