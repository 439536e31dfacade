package io.drey.query.mining;

import java.util.List;

/** The words that lines have in common, with {@link #GAP} where they differ. */
final class Template {

    static final String GAP = "<*>";

    private final String[] words;

    Template(List<String> words) {
        this.words = words.toArray(String[]::new);
    }

    /** How many words and gaps of a line of the same length stand where they stand here. */
    int equalWords(List<String> line) {
        int equal = 0;
        for (int i = 0; i < words.length; i++) {
            if (words[i].equals(line.get(i))) {
                equal++;
            }
        }
        return equal;
    }

    int gaps() {
        int gaps = 0;
        for (String word : words) {
            if (word.equals(GAP)) {
                gaps++;
            }
        }
        return gaps;
    }

    /** Leaves open what is another word in a line of the same length. */
    void widenTo(List<String> line) {
        for (int i = 0; i < words.length; i++) {
            if (!words[i].equals(line.get(i))) {
                words[i] = GAP;
            }
        }
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
