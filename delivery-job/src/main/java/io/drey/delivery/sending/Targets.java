package io.drey.delivery.sending;

import io.drey.configuration.TargetDocument;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** Where the job looks up targets. Opened and closed by each subtask that uses it. */
public interface Targets extends Serializable, AutoCloseable {

    /** Reads what there is. */
    void open();

    /** A tenant's targets. Quick: may be asked for each event. An unchanged target is the same object. */
    List<TargetDocument> of(String tenant);

    /** The target of that tenant and name ({@code acme/soc}), or empty where there is none any more. */
    default Optional<TargetDocument> find(String key) {
        return of(key.substring(0, key.indexOf('/'))).stream()
                .filter(target -> target.key().equals(key))
                .findFirst();
    }

    @Override
    void close();
}
