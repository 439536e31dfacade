package io.drey.rules.sigma;

/** What a Sigma document says. */
public sealed interface SigmaDocument permits SigmaRule, SigmaCorrelation, SigmaFilter, PatternRule {

    /** What it says of itself. */
    SigmaHeader header();

    /** Where it stands. */
    Place place();

    /** What others refer to it by. */
    default String id() {
        return header().id();
    }

    /**
     * Where a document begins.
     *
     * @param file the file's name as it was given
     * @param line counted from 1
     */
    record Place(String file, int line) {

        @Override
        public String toString() {
            return file + ":" + line;
        }
    }
}
