package io.drey.delivery;

import io.drey.configuration.AlertActs;
import java.io.Serializable;

/** Where the job looks up what people did with alerts. Opened and closed by each subtask that uses it. */
public interface Acts extends Serializable, AutoCloseable {

    /** Reads what there is. */
    void open();

    /** What the people of a tenant did. Quick: may be asked for each alert. */
    AlertActs of(String tenant);

    @Override
    void close();
}
