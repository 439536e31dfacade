package io.drey.stack.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which ports this process has handed out: locks of files below the folder for temporary files, which end with the process. They
 * keep stacks that one user starts at the same time from choosing one port; where they cannot be had, chance has to do.
 */
final class PortClaims {

    private static final Path FOLDER =
            Path.of(System.getProperty("java.io.tmpdir"), "drey-ports-" + System.getProperty("user.name"));
    private static final Map<Integer, FileLock> CLAIMS = new ConcurrentHashMap<>();

    private PortClaims() {}

    /** Whether the port is ours now: false where this process, or another one, has handed it out. */
    static boolean claim(int port) {
        if (CLAIMS.containsKey(port)) {
            return false;
        }
        Path file = FOLDER.resolve(Integer.toString(port));
        FileChannel channel = null;
        try {
            Files.createDirectories(FOLDER);
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return false;
            }
            // Channels that nothing refers to are closed, and their locks go.
            CLAIMS.put(port, lock);
            file.toFile().deleteOnExit();
            return true;
        } catch (OverlappingFileLockException ours) {
            close(channel);
            return false;
        } catch (IOException noClaims) {
            close(channel);
            return true;
        }
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Nothing was written.
        }
    }
}
