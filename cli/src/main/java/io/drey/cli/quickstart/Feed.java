package io.drey.cli.quickstart;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.Set;

/** The lines that are sent. */
interface Feed {

    /** Takes lines. */
    interface Sink {
        /** Takes a line without its end. The array is the taker's. */
        void accept(byte[] line, int partition);
    }

    /** What the lines are, in a few words. */
    String description();

    /** How many partitions the raw topic has. */
    int partitions();

    /** How many lines there are, where that is known. */
    OptionalLong lines();

    /** How the dataset is read and timed. */
    DatasetDocument document(DatasetId id);

    /** Whether the lines hold what fires both detections and fills every metric. */
    boolean showsEverything();

    /** The names of the rules that the lines set off; more may be. */
    Set<String> rulesShown();

    /** Hands over all lines, in their order and at their pace. */
    void feed(Sink sink) throws IOException, InterruptedException;
}
