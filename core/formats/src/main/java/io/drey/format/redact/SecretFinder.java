package io.drey.format.redact;

/** Finds what is known by its form. Immutable. */
interface SecretFinder {

    /** Takes what is found: a part of the text, from a character to one behind it. */
    interface Findings {
        void found(int from, int to);
    }

    /** Gives all that there is, in order. */
    void find(DecodedText text, Findings findings);
}
