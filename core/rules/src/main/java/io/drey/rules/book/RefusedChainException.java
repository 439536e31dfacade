package io.drey.rules.book;

/** A correlation that cannot be matched on one group's events alone. */
final class RefusedChainException extends Exception {

    private static final long serialVersionUID = 1;

    private final String remedy;

    RefusedChainException(String reason, String remedy) {
        super(reason);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
