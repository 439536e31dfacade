package io.drey.rules.condition;

/** Whether upper and lower case differ. */
public enum Letters {
    /** They do not. Letters are compared one UTF-16 unit at a time, so that a value is as long as what it matches. */
    ANY_CASE,
    /** They do. */
    AS_WRITTEN;

    /** What all forms of a letter have in common. */
    public char fold(char letter) {
        if (this == AS_WRITTEN) {
            return letter;
        }
        if (letter < 0x80) {
            return letter >= 'A' && letter <= 'Z' ? (char) (letter + 32) : letter;
        }
        return Character.toLowerCase(Character.toUpperCase(letter));
    }

    /** The text with each letter folded; as long as it was. */
    public String fold(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (fold(text.charAt(i)) != text.charAt(i)) {
                char[] folded = text.toCharArray();
                for (int j = i; j < folded.length; j++) {
                    folded[j] = fold(folded[j]);
                }
                return new String(folded);
            }
        }
        return text;
    }

    /** Whether the value stands at a place of the text; a place before its beginning holds none. */
    boolean isAt(String text, int place, String value) {
        if (this == AS_WRITTEN) {
            return text.startsWith(value, place);
        }
        if (place < 0 || value.length() > text.length() - place) {
            return false;
        }
        // String.regionMatches pairs surrogates, and so would find more than a folded value's letters.
        for (int i = 0; i < value.length(); i++) {
            char found = text.charAt(place + i);
            char wanted = value.charAt(i);
            if (found != wanted && fold(found) != fold(wanted)) {
                return false;
            }
        }
        return true;
    }

    /** Where the value stands in the text for the first time from a place on, or -1. */
    int indexOf(String text, String value, int from) {
        if (this == AS_WRITTEN || value.isEmpty()) {
            return text.indexOf(value, from);
        }
        char first = fold(value.charAt(0));
        int last = text.length() - value.length();
        for (int at = from; at <= last; at++) {
            if (fold(text.charAt(at)) == first && isAt(text, at, value)) {
                return at;
            }
        }
        return -1;
    }

    /** What a printed test ends with. */
    String suffix() {
        return this == AS_WRITTEN ? " as written" : "";
    }
}
