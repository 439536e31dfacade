package io.drey.format.useragent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of many expressions may match a text, by the words that each needs: all words are found in one pass (Aho and Corasick, 1975).
 * Immutable.
 */
final class WordIndex {

    private static final int CHARACTERS = 128;

    /** The next state by state and character. */
    private final char[] next;

    /** By state the words that end there; null for none. */
    private final int[][] ends;

    private final int words;

    /** By expression sets of words. */
    private final int[][][] needed;

    /** The sets of words that each expression needs, one word of each set, in lower case and ASCII. */
    WordIndex(List<List<Set<String>>> needed) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        this.needed = needed.stream()
                .map(sets -> sets.stream()
                        .map(set -> set.stream()
                                .mapToInt(word -> numbers.computeIfAbsent(word, key -> numbers.size()))
                                .toArray())
                        .toArray(int[][]::new))
                .toArray(int[][][]::new);
        words = numbers.size();
        List<int[]> nodes = new ArrayList<>();
        List<BitSet> found = new ArrayList<>();
        add(nodes, found);
        numbers.forEach((word, number) -> {
            int node = 0;
            for (int i = 0; i < word.length(); i++) {
                int[] followers = nodes.get(node);
                char c = word.charAt(i);
                if (followers[c] == 0) {
                    followers[c] = add(nodes, found);
                }
                node = followers[c];
            }
            found.get(node).set(number);
        });
        follow(nodes, found);
        next = new char[nodes.size() * CHARACTERS];
        ends = new int[nodes.size()][];
        for (int node = 0; node < nodes.size(); node++) {
            for (int c = 0; c < CHARACTERS; c++) {
                next[node * CHARACTERS + c] = (char) nodes.get(node)[c];
            }
            ends[node] =
                    found.get(node).isEmpty() ? null : found.get(node).stream().toArray();
        }
    }

    private static int add(List<int[]> nodes, List<BitSet> found) {
        if (nodes.size() > Character.MAX_VALUE) {
            throw new IllegalStateException("the words of the list need more than %d states".formatted(nodes.size()));
        }
        nodes.add(new int[CHARACTERS]);
        found.add(new BitSet());
        return nodes.size() - 1;
    }

    /** Where no word goes on, the longest end of what was read that begins one does. */
    private static void follow(List<int[]> nodes, List<BitSet> found) {
        int[] longestEnd = new int[nodes.size()];
        Deque<Integer> open = new ArrayDeque<>();
        Arrays.stream(nodes.get(0)).filter(child -> child != 0).forEach(open::add);
        while (!open.isEmpty()) {
            int node = open.remove();
            int[] ofEnd = nodes.get(longestEnd[node]);
            found.get(node).or(found.get(longestEnd[node]));
            int[] followers = nodes.get(node);
            for (int c = 0; c < CHARACTERS; c++) {
                if (followers[c] == 0) {
                    followers[c] = ofEnd[c];
                } else {
                    longestEnd[followers[c]] = ofEnd[c];
                    open.add(followers[c]);
                }
            }
        }
    }

    /** The words that stand in a text. */
    BitSet wordsIn(String text) {
        BitSet in = new BitSet(words);
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            int c = Character.toLowerCase(text.charAt(i));
            state = c < CHARACTERS ? next[state * CHARACTERS + c] : 0;
            int[] ended = ends[state];
            if (ended != null) {
                for (int word : ended) {
                    in.set(word);
                }
            }
        }
        return in;
    }

    /** Whether an expression may match a text that has these words. */
    boolean isPossible(int expression, BitSet in) {
        for (int[] set : needed[expression]) {
            boolean has = false;
            for (int i = 0; i < set.length && !has; i++) {
                has = in.get(set[i]);
            }
            if (!has) {
                return false;
            }
        }
        return true;
    }
}
