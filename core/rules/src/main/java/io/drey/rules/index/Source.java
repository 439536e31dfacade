package io.drey.rules.index;

import io.drey.rules.condition.Address;
import io.drey.rules.condition.Cidr;
import io.drey.rules.condition.Contains;
import io.drey.rules.condition.EndsWith;
import io.drey.rules.condition.Equals;
import io.drey.rules.condition.FieldExists;
import io.drey.rules.condition.FieldTest;
import io.drey.rules.condition.LineTest;
import io.drey.rules.condition.NumberTest;
import io.drey.rules.condition.Predicate;
import io.drey.rules.condition.StartsWith;
import io.drey.rules.condition.ValueTest;
import io.drey.rules.index.LiteralTrie.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds which predicates of one field, or of the line with its two, hold for an event: those that are access to rules. */
final class Source {

    private final int[] slots;
    private final int presence;
    private final EqualityTable equalities;
    private final AnchoredLiterals starts;
    private final AnchoredLiterals ends;
    private final Automaton[] parts;
    private final Networks v4;
    private final Networks v6;
    private final NumberBounds bounds;
    private final boolean readsLetters;

    private Source(Builder builder) {
        this.slots = builder.slots;
        this.presence = builder.presence;
        this.equalities = orNull(builder.equalities, EqualityTable::new);
        this.starts = orNull(builder.starts, literals -> new AnchoredLiterals(literals, Direction.FORWARDS));
        this.ends = orNull(builder.ends, literals -> new AnchoredLiterals(literals, Direction.BACKWARDS));
        this.parts = builder.parts.stream()
                .filter(literals -> !literals.isEmpty())
                .map(Automaton::new)
                .toArray(Automaton[]::new);
        this.v4 = builder.networks(true);
        this.v6 = builder.networks(false);
        this.bounds = builder.numbers.isEmpty() ? null : new NumberBounds(builder.numbers, builder.predicatesOfNumbers);
        this.readsLetters = equalities != null || starts != null || ends != null || parts.length > 0;
    }

    private static <T> T orNull(List<Literal> literals, Function<List<Literal>, T> structure) {
        return literals.isEmpty() ? null : structure.apply(literals);
    }

    /** Whether it is of an open field, which most events do not have. */
    boolean isOpen(FieldSlots all) {
        return slots.length == 1 && all.isOpen(slots[0]);
    }

    int slot(int place) {
        return slots[place];
    }

    void find(EventFields fields, Hits hits) {
        for (int slot : slots) {
            if (fields.has(slot)) {
                find(fields, slot, hits);
            }
        }
    }

    private void find(EventFields fields, int slot, Hits hits) {
        if (presence != RuleIndex.NONE) {
            hits.hit(presence);
        }
        if (readsLetters) {
            EventText text = fields.find(slot);
            if (equalities != null) {
                equalities.find(text, hits);
            }
            if (starts != null) {
                starts.find(text, hits);
            }
            if (ends != null) {
                ends.find(text, hits);
            }
            for (Automaton automaton : parts) {
                automaton.find(text, hits);
            }
        }
        if (bounds != null) {
            bounds.find(fields.text(slot), hits);
        }
        if (v4 != null || v6 != null) {
            Address address = Address.read(fields.text(slot));
            if (address != null && v4 != null) {
                v4.find(address, hits);
            }
            if (address != null && v6 != null && !address.isWrittenAsV4()) {
                v6.find(address, hits);
            }
        }
    }

    /** Collects the predicates of a source. */
    static final class Builder {

        /** Literals of one letter, of a few and of more are looked for apart: the shortest decides what a filter can do. */
        private static final int[] LENGTHS = {1, 2, 4, Integer.MAX_VALUE};

        private final int[] slots;
        private final List<Literal> equalities = new ArrayList<>();
        private final List<Literal> starts = new ArrayList<>();
        private final List<Literal> ends = new ArrayList<>();
        private final List<List<Literal>> parts = Stream.<List<Literal>>generate(ArrayList::new)
                .limit(LENGTHS.length)
                .toList();
        private final List<Cidr> cidrs = new ArrayList<>();
        private final List<Integer> predicatesOfCidrs = new ArrayList<>();
        private final List<NumberTest> numbers = new ArrayList<>();
        private final List<Integer> predicatesOfNumbers = new ArrayList<>();
        private int presence = RuleIndex.NONE;

        Builder(int[] slots) {
            this.slots = slots;
        }

        void add(Predicate predicate, int number) {
            if (predicate instanceof FieldExists) {
                presence = number;
            } else if (predicate instanceof FieldTest test) {
                add(test.test(), number);
            } else {
                add(((LineTest) predicate).test(), number);
            }
        }

        private void add(ValueTest test, int number) {
            if (test instanceof Equals equal) {
                equalities.add(new Literal(number, equal.value(), equal.letters()));
            } else if (test instanceof StartsWith start) {
                starts.add(new Literal(number, start.value(), start.letters()));
            } else if (test instanceof EndsWith end) {
                ends.add(new Literal(number, end.value(), end.letters()));
            } else if (test instanceof Contains part) {
                int group = 0;
                while (part.value().length() > LENGTHS[group]) {
                    group++;
                }
                parts.get(group).add(new Literal(number, part.value(), part.letters()));
            } else if (test instanceof Cidr cidr) {
                cidrs.add(cidr);
                predicatesOfCidrs.add(number);
            } else {
                numbers.add((NumberTest) test);
                predicatesOfNumbers.add(number);
            }
        }

        private Networks networks(boolean isV4) {
            List<Cidr> ofKind = new ArrayList<>();
            List<Integer> predicates = new ArrayList<>();
            for (int i = 0; i < cidrs.size(); i++) {
                if (cidrs.get(i).isV4() == isV4) {
                    ofKind.add(cidrs.get(i));
                    predicates.add(predicatesOfCidrs.get(i));
                }
            }
            return ofKind.isEmpty() ? null : new Networks(ofKind, predicates);
        }

        Source build() {
            return new Source(this);
        }
    }
}
