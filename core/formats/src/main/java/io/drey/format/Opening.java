package io.drey.format;

import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;

/** Takes records out of what a shipper put around their lines. An instance keeps buffers and is not thread-safe. */
public interface Opening {

    /** What takes the lines of a record, in their order. */
    interface Lines {

        /**
         * Takes a line.
         *
         * @param line the line's bytes, which are the receiver's to keep; a line's end may stand behind it
         * @param around an event whose fields are what the envelope says of the line, and whose time is that of the envelope
         * @param from where that part of the record begins that is a dead letter if the line is
         * @param to where it ends
         * @param places where the line's bytes stand in the record
         */
        void line(byte[] line, EventBuilder around, int from, int to, Places places);

        /**
         * Takes a part of the record that holds no line.
         *
         * @param from where the part begins in the record
         * @param to where it ends
         * @param rejection why; columns are counted from {@code from}
         */
        void damaged(int from, int to, Rejection rejection);
    }

    /** Where the bytes of a line stand in its record. */
    @FunctionalInterface
    interface Places {

        /** The place of a byte of the line, counted from 0, or -1 where the record has the line in another form. */
        int of(int index);
    }

    /** What became of a record. */
    enum Outcome {
        /** All of it went to the lines. */
        OPENED,
        /** It is not in this envelope. */
        NOT_ENVELOPED
    }

    /**
     * Opens a record.
     *
     * @param record an event without fields, which has the record's position and bytes; it is not changed
     * @param to how many bytes the record has, without a line's end
     * @param certain whether the dataset says that records are in this envelope: then what is not is told as damage
     */
    Outcome open(LogEvent record, int to, boolean certain, Lines lines);
}
