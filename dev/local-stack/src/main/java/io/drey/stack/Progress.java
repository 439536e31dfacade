package io.drey.stack;

import static java.util.Objects.requireNonNull;

import io.drey.stack.server.Server;
import java.time.Duration;

/**
 * One step of a start or a stop, for a progress display. Steps of different servers arrive from different threads.
 *
 * @param server whose step it is
 * @param stage what happened
 * @param elapsed time since the start or stop was asked for
 */
public record Progress(Server server, Stage stage, Duration elapsed) {
    /** What can happen to a server. */
    public enum Stage {
        /** What it is made of is not on this machine yet and is being downloaded, which takes minutes. */
        FETCHING,
        /** The server's files are being prepared and its processes launched. */
        STARTING,
        /** It answers. */
        READY,
        /** A process that it had lost is back, and it answers; its other processes were kept, with what they were doing. */
        MENDED,
        /** It was running already and answers. */
        ALREADY_RUNNING,
        /** Its processes are gone. */
        STOPPED
    }

    public Progress {
        requireNonNull(server, "server is null");
        requireNonNull(stage, "stage is null");
        requireNonNull(elapsed, "elapsed is null");
    }
}
