package io.drey.format;

import static java.util.Objects.requireNonNull;

import io.drey.format.redact.Redaction;
import java.util.List;

/**
 * What is done to events once their lines are parsed.
 *
 * @param drops which events are not kept; they are asked before anything is redacted
 * @param redaction what must not leave the job
 */
public record Treatment(List<DropRule> drops, Redaction redaction) {

    /** Events stay as they are, and all are kept. */
    public static final Treatment NONE = new Treatment(List.of(), Redaction.NONE);

    public Treatment {
        drops = List.copyOf(drops);
        requireNonNull(redaction, "redaction is null");
    }

    /** The same with another redaction. */
    public Treatment withRedaction(Redaction other) {
        return new Treatment(drops, other);
    }

    /** The same with other events that are not kept. */
    public Treatment withDrops(List<DropRule> other) {
        return new Treatment(other, redaction);
    }

    /** The same, and all events are kept: those that are in the lake already stay there. */
    public Treatment withoutDrops() {
        return new Treatment(List.of(), redaction);
    }
}
