package io.drey.rules.shape;

/** The indexes of a rule's conditions. */
final class Conditions {

    private Conditions() {}

    static void check(int condition) {
        if (condition < 0 || condition >= Occurrence.CONDITION_LIMIT) {
            throw new IllegalArgumentException("a condition's index is %d: a rule has conditions 0 to %d"
                    .formatted(condition, Occurrence.CONDITION_LIMIT - 1));
        }
    }
}
