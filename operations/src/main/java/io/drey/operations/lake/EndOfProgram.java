package io.drey.operations.lake;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;

/** What has to be done when the program is ended, while the lake can still be read and written. */
public final class EndOfProgram {

    private static final int BEFORE_FILE_SYSTEMS = FileSystem.SHUTDOWN_HOOK_PRIORITY + 10;

    private EndOfProgram() {}

    /**
     * Ends something at Ctrl-C and SIGTERM, before Hadoop closes its file systems: a hook of the JVM's own would run beside that,
     * and whatever is under way would fail for want of them.
     *
     * @param longest after this long it is interrupted
     */
    public static void before(Runnable end, Duration longest) {
        ShutdownHookManager.get().addShutdownHook(end, BEFORE_FILE_SYSTEMS, longest.toMillis(), TimeUnit.MILLISECONDS);
    }
}
