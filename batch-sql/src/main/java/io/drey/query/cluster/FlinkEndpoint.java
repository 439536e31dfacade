package io.drey.query.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * The REST endpoint of a Flink cluster, for somebody who is let in there. Whatever cannot be asked, or is refused, is a
 * {@code RuntimeException} whose message is one line.
 */
public interface FlinkEndpoint {

    /** Where it is. */
    URI url();

    /** Flink's version. */
    String version();

    /** How many task slots there are. */
    int totalSlots();

    /** How many of them take another task now. */
    int freeSlots();

    /** Whether the cluster starts TaskManagers as jobs ask for slots, so that free ones say nothing. */
    boolean startsTaskManagers();

    /** Asks for what is at a path. */
    String ask(String path);

    /** Sends JSON to a path. */
    String send(String path, String json);

    /** Sends JSON and files to a path, in one request of several parts. */
    String send(String path, String json, List<Path> files);

    /** Changes what is at a path. */
    void change(String path, String json);

    /** Ends a job as it is. */
    void end(String jobId);
}
