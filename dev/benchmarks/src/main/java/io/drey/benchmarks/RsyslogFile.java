package io.drey.benchmarks;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * rsyslog, as Debian has it: takes the lines over a connection and writes them as they came to a plain file. It runs all the time; that
 * the lines are sent to it costs this process next to nothing, as the kernel does it.
 */
final class RsyslogFile implements Contender {

    private static final String CONFIGURATION =
            """
            global(processInternalMessages="off" workDirectory="%1$s" maxMessageSize="64k")
            global(parser.escapeControlCharactersOnReceive="off")
            main_queue(queue.dequeueBatchSize="1024")
            module(load="imptcp")
            template(name="asItCame" type="string" string="%%rawmsg%%\\n")
            input(type="imptcp" address="127.0.0.1" port="%2$d" supportOctetCountedFraming="off")
            action(type="omfile" file="%3$s" template="asItCame")
            """;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Path folder;
    private Path input;
    private Path output;
    private long bytes;
    private Process rsyslog;
    private int port;

    @Override
    public void prepare(Path file, int lines) throws IOException {
        input = Lines.requireCount(file, lines);
        bytes = Files.size(file);
        folder = Files.createTempDirectory("rsyslog");
        output = Files.createFile(folder.resolve("lines"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path configuration =
                Files.writeString(folder.resolve("rsyslog.conf"), CONFIGURATION.formatted(folder, port, output));
        rsyslog = new ProcessBuilder(
                        "/usr/sbin/rsyslogd",
                        "-n",
                        "-f",
                        configuration.toString(),
                        "-i",
                        folder.resolve("pid").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(rsyslog::destroy, "end-rsyslog"));
    }

    @Override
    public void pass() throws IOException {
        try (FileChannel old = FileChannel.open(output, StandardOpenOption.WRITE)) {
            old.truncate(0);
        }
        try (SocketChannel connection = connected();
                FileChannel lines = FileChannel.open(input)) {
            for (long at = 0; at < bytes; ) {
                at += lines.transferTo(at, bytes - at, connection);
            }
        }
        await(() -> Files.size(output) >= bytes);
    }

    private SocketChannel connected() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        SocketChannel[] opened = new SocketChannel[1];
        await(() -> {
            try {
                opened[0] = SocketChannel.open(address);
                return true;
            } catch (ConnectException notYet) {
                return false;
            }
        });
        return opened[0];
    }

    /** Whether something has come about. */
    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(Condition condition) throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (!rsyslog.isAlive() || System.nanoTime() > until) {
                throw new IOException("rsyslog has written %,d of %,d bytes; it said: %s"
                        .formatted(Files.size(output), bytes, Files.readString(folder.resolve("said"))));
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }

    @Override
    public long answer(int lines) throws IOException {
        pass();
        SentLines written = new SentLines();
        Lines all = Lines.read(output, lines + 1);
        for (int i = 0; i < all.count(); i++) {
            written.add(all.record(i));
        }
        return written.answer();
    }

    @Override
    public double cpuSecondsOfOthers() {
        return ProcessUse.of(rsyslog.pid()).cpuSeconds();
    }
}
