package io.drey.rules.index;

import io.drey.event.FieldName;
import io.drey.rules.condition.AllOf;
import io.drey.rules.condition.AnyOf;
import io.drey.rules.condition.Cidr;
import io.drey.rules.condition.Comparison;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.Contains;
import io.drey.rules.condition.EndsWith;
import io.drey.rules.condition.Equals;
import io.drey.rules.condition.FieldExists;
import io.drey.rules.condition.FieldReference;
import io.drey.rules.condition.FieldTest;
import io.drey.rules.condition.Letters;
import io.drey.rules.condition.LineTest;
import io.drey.rules.condition.Not;
import io.drey.rules.condition.NumberTest;
import io.drey.rules.condition.Predicate;
import io.drey.rules.condition.StartsWith;
import io.drey.rules.condition.ValueTest;
import io.drey.rules.condition.Wildcard;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * The access to a condition: predicates of which at least one holds wherever the condition does. There are often several such
 * sets; the one that is likely to hold least often is taken. That is guessed from the predicates alone: long literals are
 * rarer than short ones, and what many rules ask is more common than what one does.
 *
 * <p>Only predicates that {@link Source} finds are used. Of others a weaker one is: of a wildcard its longest literal, of a
 * regular expression that the field exists.
 */
final class Access {

    private static final String COMMON_SIGNS = "/.-_ ";
    /** How many places a text has, by and large. */
    private static final int PLACES = 100;
    /** How much likelier letters are at the ends of texts, since these are often alike. */
    private static final int FAVOURED = 10;
    /** However long a literal is: words are likelier than their letters. */
    private static final double LEAST = 1e-5;

    private final ToIntFunction<Predicate> users;

    /**
     * Choices among predicates.
     *
     * @param users how many rules ask a predicate
     */
    Access(ToIntFunction<Predicate> users) {
        this.users = users;
    }

    /** The access to a condition; empty where it may hold though no predicate does. */
    Set<Predicate> of(Condition condition) {
        Choice choice = where(condition);
        return choice == null ? Set.of() : choice.predicates;
    }

    private record Choice(Set<Predicate> predicates, double chance) {}

    /** What must hold where the condition does, or null. */
    private Choice where(Condition condition) {
        if (condition instanceof AllOf all) {
            return rarest(all.parts().stream().map(this::where).toList());
        }
        if (condition instanceof AnyOf any) {
            return joined(any.parts().stream().map(this::where).toList());
        }
        if (condition instanceof Not not) {
            return whereNot(not.part());
        }
        return choice(found((Predicate) condition));
    }

    /** What must hold where the condition does not, or null. */
    private Choice whereNot(Condition condition) {
        if (condition instanceof AllOf all) {
            return joined(all.parts().stream().map(this::whereNot).toList());
        }
        if (condition instanceof AnyOf any) {
            return rarest(any.parts().stream().map(this::whereNot).toList());
        }
        return condition instanceof Not not ? where(not.part()) : null;
    }

    private static Choice rarest(List<Choice> choices) {
        Choice rarest = null;
        for (Choice choice : choices) {
            if (choice != null && (rarest == null || choice.chance < rarest.chance)) {
                rarest = choice;
            }
        }
        return rarest;
    }

    private static Choice joined(List<Choice> choices) {
        Set<Predicate> joined = new LinkedHashSet<>();
        double chance = 0;
        for (Choice choice : choices) {
            if (choice == null) {
                return null;
            }
            joined.addAll(choice.predicates);
            chance += choice.chance;
        }
        return new Choice(joined, chance);
    }

    private Choice choice(Set<Predicate> predicates) {
        double chance = 0;
        for (Predicate predicate : predicates) {
            double crowd = 1 + Math.log1p(Math.max(0, users.applyAsInt(predicate) - 1));
            chance += chance(predicate) * crowd;
        }
        return new Choice(predicates, chance);
    }

    /** What {@link Source} finds of a predicate: itself, or what follows from it. */
    private static Set<Predicate> found(Predicate predicate) {
        if (predicate instanceof FieldTest test) {
            ValueTest found = found(test.test());
            return Set.of(found == null ? new FieldExists(test.field()) : new FieldTest(test.field(), found));
        }
        if (predicate instanceof LineTest test) {
            ValueTest found = found(test.test());
            return found == null
                    ? Set.of(new FieldExists(LineTest.ORIGINAL), new FieldExists(LineTest.MESSAGE))
                    : Set.of(new LineTest(found));
        }
        return predicate instanceof FieldReference reference
                ? Set.of(new FieldExists(reference.field()))
                : Set.of(predicate);
    }

    /** A test that every text passes which passes the given one, or null where any text may. */
    private static ValueTest found(ValueTest test) {
        if (test instanceof Contains contains) {
            return contains.value().isEmpty() ? null : test;
        }
        if (test instanceof StartsWith start) {
            return start.value().isEmpty() ? null : test;
        }
        if (test instanceof EndsWith end) {
            return end.value().isEmpty() ? null : test;
        }
        if (test instanceof Wildcard wildcard) {
            return longestLiteral(wildcard);
        }
        if (test instanceof NumberTest number) {
            return switch (number.comparison()) {
                case LESS, AT_MOST, MORE, AT_LEAST -> test;
                case EQUAL -> new NumberTest(Comparison.AT_LEAST, number.bound());
                case NOT_EQUAL -> null;
            };
        }
        return test instanceof Equals || test instanceof Cidr ? test : null;
    }

    private static ValueTest longestLiteral(Wildcard wildcard) {
        int[] symbols = wildcard.symbols();
        int longestFrom = 0;
        int longest = 0;
        int from = 0;
        for (int i = 0; i <= symbols.length; i++) {
            if (i == symbols.length || symbols[i] < 0) {
                if (i - from > longest) {
                    longest = i - from;
                    longestFrom = from;
                }
                from = i + 1;
            }
        }
        if (longest == 0) {
            return null;
        }
        StringBuilder literal = new StringBuilder(longest);
        for (int i = longestFrom; i < longestFrom + longest; i++) {
            literal.append((char) symbols[i]);
        }
        Letters letters = wildcard.letters();
        if (longest == symbols.length) {
            return new Equals(literal.toString(), letters);
        }
        if (longestFrom == 0) {
            return new StartsWith(literal.toString(), letters);
        }
        return longestFrom + longest == symbols.length
                ? new EndsWith(literal.toString(), letters)
                : new Contains(literal.toString(), letters);
    }

    /** How likely an event is to have it, by and large. */
    private static double chance(Predicate predicate) {
        if (predicate instanceof FieldTest test) {
            return chance(test.test());
        }
        if (predicate instanceof LineTest test) {
            return Math.min(1, 3 * chance(test.test()));
        }
        return predicate instanceof FieldExists exists && exists.field() instanceof FieldName.Open ? 0.7 : 1;
    }

    private static double chance(ValueTest test) {
        if (test instanceof Equals equal) {
            return 0.5 / (1 + equal.value().length());
        }
        if (test instanceof Contains contains) {
            return Math.min(0.9, PLACES * chance(contains.value()));
        }
        if (test instanceof StartsWith start) {
            return Math.min(0.7, FAVOURED * chance(start.value()));
        }
        if (test instanceof EndsWith end) {
            return Math.min(0.7, FAVOURED * chance(end.value()));
        }
        if (test instanceof Cidr) {
            return 0.1;
        }
        if (test instanceof NumberTest) {
            return 0.5;
        }
        throw new IllegalStateException("no access by what " + test);
    }

    /** How likely letters are to stand at a place of a text. */
    private static double chance(String literal) {
        double chance = 1;
        for (int i = 0; i < literal.length() && chance > LEAST; i++) {
            char letter = literal.charAt(i);
            boolean isCommon = Character.isLetterOrDigit(letter) || COMMON_SIGNS.indexOf(letter) >= 0;
            chance *= isCommon ? 0.04 : 0.005;
        }
        return Math.max(LEAST, chance);
    }
}
