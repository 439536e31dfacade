package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import io.drey.event.DeadLetter;
import io.drey.event.DroppedLine;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Hands what becomes of lines to those in the same job who take it: the lake and, where asked, consumers of a clocked stream. */
final class LineOutcomes {

    private final Output<StreamRecord<LogEvent>> output;

    /** Null where no clocked stream is asked for. */
    private final ClockedOutput clocked;

    private final StreamRecord<LogEvent> reused = new StreamRecord<>(null);

    LineOutcomes(Output<StreamRecord<LogEvent>> output, ClockedOutput clocked) {
        this.output = requireNonNull(output, "output is null");
        this.clocked = clocked;
    }

    void event(LogEvent event) {
        output.collect(reused.replace(event));
        if (clocked != null) {
            clocked.event(event);
        }
    }

    void deadLetter(DeadLetter letter) {
        output.collect(ParseOperator.DEAD_LETTERS, new StreamRecord<>(letter));
    }

    /** A line that becomes no event of its own. */
    void dropped(DroppedLine line) {
        output.collect(ParseOperator.DROPPED, new StreamRecord<>(line));
    }

    void heartbeat(Heartbeat heartbeat) {
        if (clocked != null) {
            clocked.heartbeat(heartbeat);
        }
    }
}
