package io.drey.stack.server;

import static java.util.Objects.requireNonNull;

/**
 * A job that had not ended when the JobManager did that ran it.
 *
 * @param id its id
 * @param name the name its program gave it
 */
public record LostJob(String id, String name) {

    public LostJob {
        requireNonNull(id, "id is null");
        requireNonNull(name, "name is null");
    }
}
