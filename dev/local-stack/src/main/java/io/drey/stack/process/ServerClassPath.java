package io.drey.stack.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The artifacts of one server, as the build wrote them down: files of the local Maven repository, never copies. */
public record ServerClassPath(List<Path> entries) {
    public static final String BUILD_COMMAND = "./mvnw -q process-classes -pl dev/local-stack -am";

    public ServerClassPath {
        entries = List.copyOf(entries);
    }

    public static ServerClassPath of(Path home, String server) {
        Path module = home.resolve("dev/local-stack/servers").resolve(server);
        Path list = module.resolve("target/classpath.txt");
        String text;
        try {
            text = Files.readString(list).strip();
        } catch (NoSuchFileException missing) {
            throw new StackException(
                    "The class path of " + server + " is not built: " + list + " is missing; run `" + BUILD_COMMAND
                            + "` in " + home,
                    missing);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        List<Path> artifacts = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(text)
                .filter(entry -> !entry.isBlank())
                .map(Path::of)
                .toList();
        for (Path artifact : artifacts) {
            if (!Files.isReadable(artifact)) {
                throw new StackException("The class path of " + server + " names " + artifact
                        + ", which is not there any more; run `" + BUILD_COMMAND + "` in " + home);
            }
        }
        Path classes = module.resolve("target/classes");
        return new ServerClassPath(
                Stream.concat(Files.isDirectory(classes) ? Stream.of(classes) : Stream.empty(), artifacts.stream())
                        .toList());
    }

    /** With a folder searched before all others. */
    public ServerClassPath behind(Path folder) {
        return new ServerClassPath(
                Stream.concat(Stream.of(folder), entries.stream()).toList());
    }

    public String joined() {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
