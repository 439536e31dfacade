package io.drey.rules.index;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Literals as a tree of their folded letters. States are numbered breadth first, so that the children of one follow each
 * other and those of the next come behind them; 0 is the root.
 */
final class LiteralTrie {

    /** From which end literals are read. */
    enum Direction {
        FORWARDS,
        BACKWARDS
    }

    static final int ROOT = 0;

    private static final int FEW = 4;
    private static final int NO_ROW = -1;

    private final LetterClasses classes;
    private final Literal[] literals;
    private final int[] labels;
    private final int[] firstChildren;
    private final int[] firstLiterals;
    /** By state: where its row of {@link #rows} begins, or {@link #NO_ROW}: such have few children. */
    private final int[] rowOf;
    /** The children of the root and of states with many, by class. */
    private final int[] rows;

    /** A tree of literals, none of which is empty. */
    LiteralTrie(List<Literal> entries, Direction direction) {
        classes = new LetterClasses(entries.stream().map(Literal::folded).toList());
        Path[] paths = entries.stream()
                .map(literal -> new Path(literal, path(literal, direction)))
                .toArray(Path[]::new);
        Arrays.sort(paths, Comparator.comparing(Path::classes, Arrays::compare));
        int most =
                1 + Arrays.stream(paths).mapToInt(path -> path.classes.length).sum();
        Growing growing = new Growing(most);
        growing.grow(paths);
        labels = Arrays.copyOf(growing.labels, growing.count);
        firstChildren = Arrays.copyOf(growing.firstChildren, growing.count + 1);
        firstLiterals = Arrays.copyOf(growing.firstLiterals, growing.count + 1);
        literals = growing.literals;
        rowOf = new int[labels.length];
        int width = classes.count();
        int length = 0;
        for (int state = 0; state < labels.length; state++) {
            boolean hasRow = state == ROOT || firstChildren[state + 1] - firstChildren[state] > FEW;
            rowOf[state] = hasRow ? length : NO_ROW;
            length += hasRow ? width : 0;
        }
        rows = new int[length];
        for (int state = 0; state < labels.length; state++) {
            if (rowOf[state] != NO_ROW) {
                for (int child = firstChildren[state]; child < firstChildren[state + 1]; child++) {
                    rows[rowOf[state] + labels[child]] = child;
                }
            }
        }
    }

    private record Path(Literal literal, int[] classes) {}

    private int[] path(Literal literal, Direction direction) {
        String folded = literal.folded();
        int[] path = new int[folded.length()];
        for (int i = 0; i < path.length; i++) {
            int at = direction == Direction.FORWARDS ? i : path.length - 1 - i;
            path[i] = classes.of(folded.charAt(at));
        }
        return path;
    }

    /** Ranges of sorted paths that begin alike, each a state. */
    private static final class Growing {

        private final int[] labels;
        private final int[] firstChildren;
        private final int[] firstLiterals;
        private final int[] from;
        private final int[] to;
        private Literal[] literals;
        private int count = 1;

        Growing(int most) {
            labels = new int[most];
            firstChildren = new int[most + 1];
            firstLiterals = new int[most + 1];
            from = new int[most];
            to = new int[most];
        }

        void grow(Path[] paths) {
            literals = new Literal[paths.length];
            int found = 0;
            to[ROOT] = paths.length;
            int depth = 0;
            int endOfDepth = 1;
            for (int state = 0; state < count; state++) {
                if (state == endOfDepth) {
                    depth++;
                    endOfDepth = count;
                }
                firstChildren[state] = count;
                firstLiterals[state] = found;
                int at = from[state];
                while (at < to[state] && paths[at].classes.length == depth) {
                    literals[found++] = paths[at++].literal;
                }
                while (at < to[state]) {
                    int label = paths[at].classes[depth];
                    labels[count] = label;
                    from[count] = at;
                    while (at < to[state] && paths[at].classes[depth] == label) {
                        at++;
                    }
                    to[count++] = at;
                }
            }
            firstChildren[count] = count;
            firstLiterals[count] = found;
        }
    }

    LetterClasses classes() {
        return classes;
    }

    int states() {
        return labels.length;
    }

    /** How many states have a single letter; they follow the root. */
    int statesOfOneLetter() {
        return firstChildren[ROOT + 1] - firstChildren[ROOT];
    }

    /** The first child of a state; the last one stands before the first child of the next state. */
    int firstChild(int state) {
        return firstChildren[state];
    }

    /** The class of the letter that leads to a state. */
    int label(int state) {
        return labels[state];
    }

    /** Whether a literal ends in a state. */
    boolean isEnd(int state) {
        return firstLiterals[state] < firstLiterals[state + 1];
    }

    /** The place of the first literal that ends in a state; the last one stands before that of the next state. */
    int firstLiteral(int state) {
        return firstLiterals[state];
    }

    Literal literal(int place) {
        return literals[place];
    }

    /** The state behind another one and a letter, or {@link #ROOT} where no literal goes on so. */
    int child(int state, int letterClass) {
        if (rowOf[state] != NO_ROW) {
            return rows[rowOf[state] + letterClass];
        }
        int to = firstChildren[state + 1];
        for (int child = firstChildren[state]; child < to; child++) {
            if (labels[child] == letterClass) {
                return child;
            }
        }
        return ROOT;
    }
}
