package io.drey.rules.index;

import io.drey.rules.index.LiteralTrie.Direction;
import java.util.List;
import java.util.Optional;

/**
 * Literals that stand anywhere in a text, all found in one pass: the automaton of Aho and Corasick over folded letters. The
 * states near the root have a table of what follows each letter; the many others keep their children and where to go on
 * where none fits. In ASCII, a {@link GramFilter} says where it is worth beginning.
 *
 * <p>Takes time linear in the text, whatever the text and the literals are.
 */
final class Automaton {

    private static final int TABLE_ENTRIES = 1 << 19;
    private static final int SHORTEST_FILTERED = 2;
    private static final int ASCII = 0x80;

    private final LiteralTrie trie;
    private final int width;
    private final int tabled;
    /** By row and class: the row of the next state or, if that is an end or has no row, its number's complement. */
    private final int[] table;

    private final int[] fallbacks;
    /** By state: the nearest state, itself included, along the fallbacks in which a literal ends; or the root. */
    private final int[] ends;

    private final int[] asciiClasses;
    private final PlaceFilter filter;
    private final boolean isForAscii;

    Automaton(List<Literal> literals) {
        this(literals, TABLE_ENTRIES);
    }

    /**
     * An automaton.
     *
     * @param tableEntries how many the table may have
     */
    Automaton(List<Literal> literals, int tableEntries) {
        trie = new LiteralTrie(literals, Direction.FORWARDS);
        width = trie.classes().count();
        asciiClasses = trie.classes().ofAscii();
        int states = trie.states();
        tabled = Math.max(1, Math.min(states, tableEntries / width));
        fallbacks = new int[states];
        ends = new int[states];
        table = new int[tabled * width];
        for (int state = 0; state < states; state++) {
            ends[state] = trie.isEnd(state) ? state : ends[fallbacks[state]];
            for (int child = trie.firstChild(state); child < trie.firstChild(state + 1); child++) {
                fallbacks[child] =
                        state == LiteralTrie.ROOT ? LiteralTrie.ROOT : follow(fallbacks[state], trie.label(child));
            }
        }
        for (int state = 0; state < tabled; state++) {
            int row = state * width;
            if (state != LiteralTrie.ROOT) {
                System.arraycopy(table, fallbacks[state] * width, table, row, width);
            }
            for (int child = trie.firstChild(state); child < trie.firstChild(state + 1); child++) {
                boolean isPlain = child < tabled && ends[child] == LiteralTrie.ROOT;
                table[row + trie.label(child)] = isPlain ? child * width : ~child;
            }
        }
        List<String> ofAscii = literals.stream()
                .map(Literal::folded)
                .filter(folded -> folded.chars().allMatch(letter -> letter < ASCII))
                .toList();
        isForAscii = !ofAscii.isEmpty();
        boolean isFiltered = ofAscii.stream().allMatch(folded -> folded.length() >= SHORTEST_FILTERED);
        filter = isForAscii && isFiltered ? filter(ofAscii) : null;
    }

    private static PlaceFilter filter(List<String> literals) {
        Optional<RareLetters> rare = RareLetters.of(literals);
        return rare.isPresent() ? rare.get() : new GramFilter(literals);
    }

    /** The state behind another one and a letter, by the tree alone. */
    private int follow(int from, int letterClass) {
        int state = from;
        while (true) {
            int child = trie.child(state, letterClass);
            if (child != LiteralTrie.ROOT || state == LiteralTrie.ROOT) {
                return child;
            }
            state = fallbacks[state];
        }
    }

    void find(EventText text, Hits hits) {
        if (text.bytes() == null) {
            findInString(text, hits);
        } else if (filter != null) {
            findFiltered(text, hits);
        } else if (isForAscii) {
            run(text, text.from(), text.from() + text.length(), hits);
        }
    }

    private void findFiltered(EventText text, Hits hits) {
        byte[] bytes = text.bytes();
        int to = text.from() + text.length();
        int at = filter.next(bytes, text.from(), to);
        while (at >= 0) {
            int behind = run(text, at, at + filter.step(), hits);
            at = filter.next(bytes, behind, to);
        }
    }

    /**
     * Follows the letters from a place on.
     *
     * @param least how far at least; from then on, as soon as no literal is under way but one that begins with the last letter
     * @return from where on nothing has been looked for
     */
    private int run(EventText text, int from, int least, Hits hits) {
        byte[] bytes = text.bytes();
        int to = text.from() + text.length();
        int lastShort = trie.statesOfOneLetter() * width;
        int row = 0;
        for (int at = from; at < to; at++) {
            int next = table[row + asciiClasses[bytes[at]]];
            if (next < 0) {
                int state = ~next;
                report(state, text, at + 1 - text.from(), hits);
                while (state >= tabled) {
                    if (++at == to) {
                        return to;
                    }
                    state = step(state, asciiClasses[bytes[at]]);
                    report(state, text, at + 1 - text.from(), hits);
                }
                next = state * width;
            }
            row = next;
            if (row <= lastShort && at >= least) {
                return row == 0 ? at + 1 : at;
            }
        }
        return to;
    }

    private void findInString(EventText text, Hits hits) {
        String string = text.string();
        LetterClasses classes = trie.classes();
        int row = 0;
        for (int at = 0; at < string.length(); at++) {
            int next = table[row + classes.of(string.charAt(at))];
            if (next < 0) {
                int state = ~next;
                report(state, text, at + 1, hits);
                while (state >= tabled) {
                    if (++at == string.length()) {
                        return;
                    }
                    state = step(state, classes.of(string.charAt(at)));
                    report(state, text, at + 1, hits);
                }
                next = state * width;
            }
            row = next;
        }
    }

    /** The state behind one that has no row, and a letter. */
    private int step(int from, int letterClass) {
        int state = from;
        while (state >= tabled) {
            int child = trie.child(state, letterClass);
            if (child != LiteralTrie.ROOT) {
                return child;
            }
            state = fallbacks[state];
        }
        int next = table[state * width + letterClass];
        return next < 0 ? ~next : next / width;
    }

    private void report(int state, EventText text, int behind, Hits hits) {
        for (int end = ends[state]; end != LiteralTrie.ROOT; end = ends[fallbacks[end]]) {
            for (int place = trie.firstLiteral(end); place < trie.firstLiteral(end + 1); place++) {
                Literal literal = trie.literal(place);
                if (literal.isAt(text, behind - literal.length())) {
                    hits.hit(literal.predicate());
                }
            }
        }
    }
}
