package io.drey.operations.stack;

import io.drey.stack.server.Storage;
import java.util.Optional;

/** Which servers a local stack is asked to have. */
public interface WantedServers {

    /**
     * Where tables and checkpoints are to be.
     *
     * @param present where they are in the stack that is there
     * @throws io.drey.operations.OperationException if that does not fit what is asked for
     */
    Storage storage(Optional<Storage> present);

    /** Whether Trino is asked for. */
    boolean isTrinoWanted();

    /** Whether servers are asked for that survive the loss of one of their processes. */
    boolean isHighlyAvailable();
}
