package io.drey.rules.sigma;

import io.drey.event.Printable;

/** Ends the reading of a part of a document; whoever reads the whole turns it into a problem. */
@SuppressWarnings("serial") // never leaves the reader
final class RefusedException extends RuntimeException {

    private final At at;
    private final String remedy;

    RefusedException(At at, String reason, String remedy) {
        super(reason, null, false, false);
        this.at = at;
        this.remedy = remedy;
    }

    /** One whose message says both the reason and, behind its last colon, the remedy. */
    static RefusedException of(At at, IllegalArgumentException cause) {
        String message = cause.getMessage();
        int colon = message.lastIndexOf(": ");
        return colon < 0
                ? new RefusedException(at, message, "correct it")
                : new RefusedException(at, message.substring(0, colon), message.substring(colon + 2));
    }

    /** A value as messages quote it. */
    static String quoted(String value) {
        String printable = Printable.of(value);
        return "'" + (printable.length() > 80 ? printable.substring(0, 80) + "…" : printable) + "'";
    }

    At at() {
        return at;
    }

    String reason() {
        return getMessage();
    }

    String remedy() {
        return remedy;
    }
}
