package io.drey.stack.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a server that runs on the JVM, with the options all of them share. */
public final class JavaCommand {
    /** Options for every server, with spaces between: tests make servers that live for minutes compile quickly. */
    private static final String OPTIONS = "drey.stack.java-options";

    private final List<String> options = new ArrayList<>();
    private final ServerClassPath classPath;
    private final Path java;

    private JavaCommand(Path java, ServerClassPath classPath) {
        this.java = java;
        this.classPath = classPath;
    }

    /**
     * A JVM that leaves nothing behind outside {@code logs} and {@code temporary}: no heap dump, no core file, no
     * performance counters, and one crash report that the next overwrites.
     */
    public static JavaCommand of(String process, ServerClassPath classPath, Path logs, Path temporary) {
        return of(Path.of(System.getProperty("java.home")), process, classPath, logs, temporary);
    }

    /** As {@link #of(String, ServerClassPath, Path, Path)}, on another JDK than ours. */
    public static JavaCommand of(Path javaHome, String process, ServerClassPath classPath, Path logs, Path temporary) {
        JavaCommand command = new JavaCommand(javaHome.resolve("bin").resolve("java"), classPath);
        return command.option("-XX:-HeapDumpOnOutOfMemoryError")
                .option("-XX:+ExitOnOutOfMemoryError")
                .option("-XX:-CreateCoredumpOnCrash")
                .option("-XX:ErrorFile=" + logs.resolve(process + ".crash.log"))
                .option("-XX:-UsePerfData")
                .option("-Djava.io.tmpdir=" + temporary)
                .option("-Djava.net.preferIPv4Stack=true")
                .option("-Dfile.encoding=UTF-8")
                .options(words(System.getProperty(OPTIONS, "")));
    }

    private static List<String> words(String options) {
        return options.isBlank() ? List.of() : List.of(options.strip().split("\\s+"));
    }

    public JavaCommand option(String option) {
        options.add(option);
        return this;
    }

    public JavaCommand options(List<String> more) {
        options.addAll(more);
        return this;
    }

    /** For small servers: one collector thread, and the quick compiler only, which halves the start. */
    public JavaCommand small(int heapMegabytes) {
        return option("-Xmx" + heapMegabytes + "m").option("-XX:+UseSerialGC").option("-XX:TieredStopAtLevel=1");
    }

    public List<String> main(String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(options);
        command.add("-cp");
        command.add(classPath.joined());
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
