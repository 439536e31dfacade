package io.drey.rules.index;

import io.drey.rules.condition.Letters;
import java.util.List;

/** Texts that rules compare a field with, by the hash of their folded letters. */
final class EqualityTable {

    private static final int MULTIPLIER = 31;
    private static final int SPREAD = 0x9E37_79B1;

    private final Literal[] literals;
    private final String[] folded;
    private final int[] hashes;
    private final int shift;
    private final boolean[] lengths;

    EqualityTable(List<Literal> entries) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(2 * entries.size());
        literals = new Literal[1 << bits];
        folded = new String[1 << bits];
        hashes = new int[1 << bits];
        shift = Integer.SIZE - bits;
        lengths =
                new boolean[1 + entries.stream().mapToInt(Literal::length).max().orElse(0)];
        for (Literal literal : entries) {
            String letters = literal.folded();
            int hash = letters.hashCode();
            int place = first(hash);
            while (literals[place] != null) {
                place = next(place);
            }
            literals[place] = literal;
            folded[place] = letters;
            hashes[place] = hash;
            lengths[letters.length()] = true;
        }
    }

    void find(EventText text, Hits hits) {
        if (text.length() >= lengths.length || !lengths[text.length()]) {
            return;
        }
        int hash = hash(text);
        for (int place = first(hash); literals[place] != null; place = next(place)) {
            if (hashes[place] == hash
                    && folded[place].length() == text.length()
                    && text.isFoldedAt(0, folded[place])
                    && literals[place].isAt(text, 0)) {
                hits.hit(literals[place].predicate());
            }
        }
    }

    /** As {@link String#hashCode} of the folded text. */
    private static int hash(EventText text) {
        int hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = MULTIPLIER * hash + Letters.ANY_CASE.fold(text.at(i));
        }
        return hash;
    }

    private int first(int hash) {
        return (hash * SPREAD) >>> shift;
    }

    private int next(int place) {
        return (place + 1) & (literals.length - 1);
    }
}
