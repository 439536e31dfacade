package io.drey.collect.files;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/** Where buckets say that they have a new object. One that is lost is found when folders are listed. Used by one thread. */
public interface NotifiedBuckets extends Serializable, AutoCloseable {

    /**
     * The messages that came since; none after a while without one.
     *
     * @throws IOException if they cannot be had now: it is tried again
     */
    List<byte[]> poll(Duration patience) throws IOException;

    /** Says that the messages polled last were followed, and need not come again. */
    void followed() throws IOException;

    @Override
    void close();
}
