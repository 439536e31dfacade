package io.drey.ingest;

import java.io.Serializable;
import java.util.OptionalLong;

/** What the ingest job asks of the cluster about raw topics. Opened and closed by each subtask. */
public interface RawTopics extends Serializable, AutoCloseable {

    void open();

    /** The topic's id, which a topic that is made anew under the same name does not inherit. */
    String topicId(String topic);

    /**
     * The offset that the partition's next record will get; {@link Long#MAX_VALUE} if the partition no longer exists,
     * empty if that cannot be said now.
     */
    OptionalLong endOffset(String topic, int partition);

    @Override
    void close();
}
