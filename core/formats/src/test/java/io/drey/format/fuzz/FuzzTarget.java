package io.drey.format.fuzz;

import io.drey.format.Envelope;
import io.drey.format.Formats;
import java.util.ArrayList;
import java.util.List;

/** A way in for bytes from outside, with what must hold whatever they are. */
interface FuzzTarget {

    /** Names it on the command line, and its folder below {@code src/test/corpus}. */
    String name();

    /**
     * Takes some bytes.
     *
     * @throws AssertionError if something does not hold
     */
    void take(byte[] input);

    /** Inputs that reach far. */
    List<byte[]> seeds();

    /** One for each format and envelope, and for each step that sees bytes before or behind them. */
    static List<FuzzTarget> all() {
        List<FuzzTarget> targets = new ArrayList<>();
        Formats.names().forEach(format -> targets.add(new ParserTarget(format)));
        for (Envelope envelope : Envelope.values()) {
            targets.add(new EnvelopeTarget(envelope));
        }
        targets.add(new JoinerTarget());
        targets.add(new RedactionTarget());
        targets.add(new UserAgentTarget());
        return targets;
    }
}
