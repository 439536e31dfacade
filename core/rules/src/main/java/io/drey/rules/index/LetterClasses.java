package io.drey.rules.index;

import io.drey.rules.condition.Letters;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;

/** The letters of folded literals, numbered from 1; 0 is any other letter. */
final class LetterClasses {

    private static final int ASCII = 0x80;

    private final char[] letters;
    private final int[] ofAscii = new int[ASCII];

    LetterClasses(Collection<String> folded) {
        BitSet used = new BitSet();
        folded.forEach(literal -> literal.chars().forEach(used::set));
        letters = new char[used.cardinality()];
        int count = 0;
        for (int letter = used.nextSetBit(0); letter >= 0; letter = used.nextSetBit(letter + 1)) {
            letters[count++] = (char) letter;
        }
        for (int letter = 0; letter < ASCII; letter++) {
            ofAscii[letter] = search(Letters.ANY_CASE.fold((char) letter));
        }
    }

    /** How many there are, that of all other letters included. */
    int count() {
        return letters.length + 1;
    }

    /** The class of a letter in whatever case. */
    int of(char letter) {
        return letter < ASCII ? ofAscii[letter] : search(Letters.ANY_CASE.fold(letter));
    }

    /** The classes of ASCII, by letter. */
    int[] ofAscii() {
        return ofAscii;
    }

    private int search(char folded) {
        int found = Arrays.binarySearch(letters, folded);
        return found < 0 ? 0 : found + 1;
    }
}
