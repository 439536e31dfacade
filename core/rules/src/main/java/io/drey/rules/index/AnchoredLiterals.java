package io.drey.rules.index;

import io.drey.rules.index.LiteralTrie.Direction;
import java.util.List;

/** Literals with which texts begin, or end. Looks at as many letters as some literal has in common with the text. */
final class AnchoredLiterals {

    private final LiteralTrie trie;
    private final Direction direction;

    AnchoredLiterals(List<Literal> literals, Direction direction) {
        this.trie = new LiteralTrie(literals, direction);
        this.direction = direction;
    }

    void find(EventText text, Hits hits) {
        LetterClasses classes = trie.classes();
        int length = text.length();
        int state = LiteralTrie.ROOT;
        for (int i = 0; i < length; i++) {
            boolean isForwards = direction == Direction.FORWARDS;
            state = trie.child(state, classes.of(text.at(isForwards ? i : length - 1 - i)));
            if (state == LiteralTrie.ROOT) {
                return;
            }
            for (int place = trie.firstLiteral(state); place < trie.firstLiteral(state + 1); place++) {
                Literal literal = trie.literal(place);
                if (literal.isAt(text, isForwards ? 0 : length - literal.length())) {
                    hits.hit(literal.predicate());
                }
            }
        }
    }
}
