package io.drey.format;

import static java.util.Objects.requireNonNull;

import io.drey.format.enrich.Enrichment;
import io.drey.format.redact.Redaction;
import java.util.List;

/**
 * What is done to events once their lines are parsed.
 *
 * @param enrichment what is looked up for them, before anything else
 * @param drops which events are not kept; they are asked before anything is redacted
 * @param redaction what must not leave the job
 */
public record Treatment(Enrichment enrichment, List<DropRule> drops, Redaction redaction) {

    /** Events stay as they are, and all are kept. */
    public static final Treatment NONE = new Treatment(Enrichment.NONE, List.of(), Redaction.NONE);

    public Treatment {
        requireNonNull(enrichment, "enrichment is null");
        drops = List.copyOf(drops);
        requireNonNull(redaction, "redaction is null");
    }

    /** The same with other look-ups. */
    public Treatment withEnrichment(Enrichment other) {
        return new Treatment(other, drops, redaction);
    }

    /** The same with another redaction. */
    public Treatment withRedaction(Redaction other) {
        return new Treatment(enrichment, drops, other);
    }

    /** The same with other events that are not kept. */
    public Treatment withDrops(List<DropRule> other) {
        return new Treatment(enrichment, other, redaction);
    }

    /** The same, and all events are kept: those that are in the lake already stay there. */
    public Treatment withoutDrops() {
        return new Treatment(enrichment, List.of(), redaction);
    }
}
