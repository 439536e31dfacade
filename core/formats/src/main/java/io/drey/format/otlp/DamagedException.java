package io.drey.format.otlp;

/** Says that bytes are not what they should be: what was expected, and where. */
final class DamagedException extends Exception {

    private static final long serialVersionUID = 1;

    private final int place;

    DamagedException(String expected, int place) {
        super(expected, null, false, false);
        this.place = place;
    }

    /** The place of the first byte that does not fit. */
    int place() {
        return place;
    }
}
