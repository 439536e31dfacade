package io.drey.serve.run;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The other instances of the service behind one address, and which of them has which run. */
public interface Peers extends AutoCloseable {

    /** There are none. */
    Peers NONE = new Peers() {
        @Override
        public void holds(String run) {
            // Nobody asks.
        }

        @Override
        public void forgets(String run) {
            // Nobody asks.
        }

        @Override
        public Optional<URI> holder(String run) {
            return Optional.empty();
        }

        @Override
        public List<URI> others() {
            return List.of();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    /** Lets the others know that a run is here. */
    void holds(String run);

    /** Lets the others know that it is not any more. */
    void forgets(String run);

    /** Where the instance answers that has a run; empty if it is this one, or none that lives. */
    Optional<URI> holder(String run);

    /** Where the others answer that live. */
    List<URI> others();

    @Override
    void close();
}
