package io.drey.rules.index;

import io.drey.rules.condition.Letters;

/**
 * What a predicate looks for. Literals are found in folded texts by their {@linkplain #folded folded} letters; one whose case
 * counts is then compared as it is written.
 */
record Literal(int predicate, String value, Letters letters) {

    /** The letters by which it is found. */
    String folded() {
        return Letters.ANY_CASE.fold(value);
    }

    int length() {
        return value.length();
    }

    /** Whether it stands where its folded letters do. */
    boolean isAt(EventText text, int place) {
        return letters == Letters.ANY_CASE || text.isAt(place, value);
    }
}
