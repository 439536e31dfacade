package io.drey.query.engine;

import java.time.Instant;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;

/** The milliseconds since the epoch of a moment, as Flink SQL has no function for it. */
public final class EpochMillis extends ScalarFunction {

    private static final long serialVersionUID = 1L;

    /** Microseconds are cut off. */
    public Long eval(@DataTypeHint("TIMESTAMP_LTZ(6)") Instant moment) {
        return moment == null ? null : moment.toEpochMilli();
    }
}
