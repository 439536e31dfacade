package io.drey.lake.landing;

import io.drey.event.DeadLetter;
import io.drey.event.DroppedLine;
import io.drey.event.LogEvent;
import io.drey.lake.LandedLines;
import java.io.Serializable;
import org.apache.flink.api.common.functions.FilterFunction;

/** Lets lines through that the table has not. */
final class NotLandedYet<T> implements FilterFunction<T> {

    private static final long serialVersionUID = 1L;

    private final LandedLines landed;
    private final Asking<T> asking;

    /** Asks for a line by where it stood. */
    interface Asking<T> extends Serializable {
        boolean contains(LandedLines landed, T line);
    }

    NotLandedYet(LandedLines landed, Asking<T> asking) {
        this.landed = landed;
        this.asking = asking;
    }

    static boolean event(LandedLines landed, LogEvent event) {
        return landed.contains(event.topicId(), event.partition(), event.offset());
    }

    static boolean deadLetter(LandedLines landed, DeadLetter letter) {
        return landed.contains(letter.topicId(), letter.partition(), letter.offset());
    }

    static boolean droppedLine(LandedLines landed, DroppedLine line) {
        return landed.contains(line.topicId(), line.partition(), line.offset());
    }

    @Override
    public boolean filter(T line) {
        return !asking.contains(landed, line);
    }
}
