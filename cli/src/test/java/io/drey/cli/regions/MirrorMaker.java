package io.drey.cli.regions;

import io.drey.stack.process.JavaCommand;
import io.drey.stack.process.ProjectHome;
import io.drey.stack.process.ServerClassPath;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** Kafka's MirrorMaker as a process of its own, with the published configuration but for addresses, copies and patience. */
final class MirrorMaker {

    private static final List<String> COPIES = List.of(
            "replication.factor",
            "offset-syncs.topic.replication.factor",
            "config.storage.replication.factor",
            "offset.storage.replication.factor",
            "status.storage.replication.factor");

    private final Path folder;
    private final String region;
    private final String centre;
    private Process process;
    private int starts;

    MirrorMaker(Path folder, String region, String centre) {
        this.folder = folder;
        this.region = region;
        this.centre = centre;
    }

    void start() throws IOException {
        Path home = ProjectHome.find(System.getProperty(ProjectHome.PROPERTY), Path.of(""));
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(home.resolve("flink-conf/regions/mirror-maker.properties"))));
        properties.setProperty("eu.bootstrap.servers", region);
        properties.setProperty("centre.bootstrap.servers", centre);
        // One broker has one copy, and a test waits for no minute.
        COPIES.forEach(key -> properties.setProperty(key, "1"));
        properties.setProperty("refresh.topics.interval.seconds", "2");
        // Each notes its progress in a place of its own, so that the next one after a kill sends everything again: when
        // one notes it
        // depends on when it hears of topics.
        properties.setProperty("offset.storage.topic", "mm2-offsets-%d.eu.internal".formatted(++starts));
        StringBuilder written = new StringBuilder();
        properties.forEach((key, value) -> written.append(key)
                .append(" = ")
                .append(value.toString().replace("\\", "\\\\"))
                .append('\n'));
        Path file = Files.writeString(folder.resolve("mirror-maker.properties"), written);
        Path logging = Files.writeString(
                folder.resolve("log4j.properties"),
                """
                log4j.rootLogger=INFO, console
                log4j.appender.console=org.apache.log4j.ConsoleAppender
                log4j.appender.console.layout=org.apache.log4j.PatternLayout
                log4j.appender.console.layout.ConversionPattern=%d{ISO8601} %-5p %c{2} - %m%n
                """);
        ServerClassPath classPath =
                ServerClassPath.of(home, "mirror-maker").behind(home.resolve("region-mirror/target/classes"));
        List<String> command = JavaCommand.of("mirror-maker", classPath, folder, folder)
                .small(256)
                .option("-Dlog4j.configuration=" + logging.toUri())
                .main("org.apache.kafka.connect.mirror.MirrorMaker", List.of(file.toString()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("mirror-maker.log").toFile()))
                .start();
    }

    /** SIGKILL, if it runs. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }
}
