package io.drey.rules.index;

import io.drey.event.FieldName;
import io.drey.rules.condition.AllOf;
import io.drey.rules.condition.AnyOf;
import io.drey.rules.condition.Cidr;
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
import io.drey.rules.condition.Predicate;
import io.drey.rules.condition.Regex;
import io.drey.rules.condition.StartsWith;
import io.drey.rules.condition.ValueTest;
import io.drey.rules.condition.Wildcard;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A condition whose predicates have numbers. Of parts the cheap ones are asked first, whatever their order in the text. */
abstract class Question {

    private static final int FOUND = 1;
    private static final int CHEAP = 4;
    private static final int SEARCH = 20;
    private static final int PATTERN = 60;
    private static final int EXPRESSION = 1_000;

    private final int cost;

    private Question(int cost) {
        this.cost = cost;
    }

    abstract boolean holds(EventMatcher matcher);

    /** How predicates and fields are called. */
    interface Numbers {

        /** Whether it is among those that are found before any rule is looked at. */
        boolean isFound(Predicate predicate);

        int predicate(Predicate predicate);

        int slot(FieldName field);

        /** The scan that finds what a field or the line contains, this predicate from now on included. */
        int scan(Predicate predicate);
    }

    /** What a condition asks. */
    static Question of(Condition condition, Numbers numbers) {
        if (condition instanceof AllOf all) {
            return new Every(parts(all.parts(), numbers));
        }
        if (condition instanceof AnyOf any) {
            return new Some(parts(any.parts(), numbers));
        }
        if (condition instanceof Not not) {
            return new Opposite(of(not.part(), numbers));
        }
        Predicate predicate = (Predicate) condition;
        int number = numbers.predicate(predicate);
        if (numbers.isFound(predicate)) {
            return new Found(number);
        }
        if (predicate instanceof FieldTest test) {
            int slot = numbers.slot(test.field());
            if (isPart(test.test())) {
                return new Scanned(number, numbers.scan(predicate));
            }
            return Anchored.isKnown(test.test())
                    ? new Anchored(number, slot, test.test())
                    : new OfText(number, slot, test.test());
        }
        if (predicate instanceof LineTest test) {
            return isPart(test.test())
                    ? new Scanned(number, numbers.scan(predicate))
                    : new OfLine(number, numbers.slot(LineTest.ORIGINAL), numbers.slot(LineTest.MESSAGE), test.test());
        }
        if (predicate instanceof FieldExists exists) {
            return new OfPresence(numbers.slot(exists.field()));
        }
        return new OfFields(number, (FieldReference) predicate);
    }

    private static boolean isPart(ValueTest test) {
        return test instanceof Contains contains && !contains.value().isEmpty();
    }

    private static Question[] parts(List<Condition> parts, Numbers numbers) {
        Question[] questions = parts.stream().map(part -> of(part, numbers)).toArray(Question[]::new);
        Arrays.sort(questions, Comparator.comparingInt(question -> question.cost));
        return questions;
    }

    private static int cost(Question[] parts) {
        return (int) Math.min(
                Integer.MAX_VALUE,
                Arrays.stream(parts).mapToLong(part -> part.cost).sum());
    }

    private static int cost(ValueTest test) {
        if (test instanceof Regex) {
            return EXPRESSION;
        }
        if (test instanceof Wildcard) {
            return PATTERN;
        }
        return test instanceof Contains || test instanceof Cidr ? SEARCH : CHEAP;
    }

    private static final class Every extends Question {

        private final Question[] parts;

        Every(Question[] parts) {
            super(cost(parts));
            this.parts = parts;
        }

        @Override
        boolean holds(EventMatcher matcher) {
            for (Question part : parts) {
                if (!part.holds(matcher)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final class Some extends Question {

        private final Question[] parts;

        Some(Question[] parts) {
            super(cost(parts));
            this.parts = parts;
        }

        @Override
        boolean holds(EventMatcher matcher) {
            for (Question part : parts) {
                if (part.holds(matcher)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final class Opposite extends Question {

        private final Question part;

        Opposite(Question part) {
            super(part.cost);
            this.part = part;
        }

        @Override
        boolean holds(EventMatcher matcher) {
            return !part.holds(matcher);
        }
    }

    /** Its answer is known before any rule is looked at. */
    private static final class Found extends Question {

        private final int predicate;

        Found(int predicate) {
            super(FOUND);
            this.predicate = predicate;
        }

        @Override
        boolean holds(EventMatcher matcher) {
            return matcher.hits().isHit(predicate);
        }
    }

    private static final class OfPresence extends Question {

        private final int slot;

        OfPresence(int slot) {
            super(FOUND);
            this.slot = slot;
        }

        @Override
        boolean holds(EventMatcher matcher) {
            return matcher.fields().has(slot);
        }
    }

    /** A predicate that is asked when a rule is looked at, and then not again for the same event. */
    private abstract static class Lazy extends Question {

        private final int predicate;

        Lazy(int predicate, int cost) {
            super(cost);
            this.predicate = predicate;
        }

        @Override
        final boolean holds(EventMatcher matcher) {
            Hits hits = matcher.hits();
            if (!hits.isAsked(predicate)) {
                hits.answer(predicate, ask(matcher.fields()));
            }
            return hits.isHit(predicate);
        }

        abstract boolean ask(EventFields fields);
    }

    /** One of all the literals that some rules look for in the same text: the first that is asked finds all of them. */
    private static final class Scanned extends Question {

        private final int predicate;
        private final int scan;

        Scanned(int predicate, int scan) {
            super(SEARCH);
            this.predicate = predicate;
            this.scan = scan;
        }

        @Override
        boolean holds(EventMatcher matcher) {
            matcher.scan(scan);
            return matcher.hits().isHit(predicate);
        }
    }

    /** A literal that is compared with the whole text or one of its ends, which need not become a string. */
    private static final class Anchored extends Lazy {

        private final int slot;
        private final Literal literal;
        private final boolean isAtStart;
        private final boolean isAtEnd;

        Anchored(int predicate, int slot, ValueTest test) {
            super(predicate, CHEAP);
            this.slot = slot;
            this.isAtStart = !(test instanceof EndsWith);
            this.isAtEnd = !(test instanceof StartsWith);
            if (test instanceof Equals equal) {
                literal = new Literal(predicate, equal.value(), equal.letters());
            } else if (test instanceof StartsWith start) {
                literal = new Literal(predicate, start.value(), start.letters());
            } else {
                EndsWith end = (EndsWith) test;
                literal = new Literal(predicate, end.value(), end.letters());
            }
        }

        static boolean isKnown(ValueTest test) {
            return test instanceof Equals || test instanceof StartsWith || test instanceof EndsWith;
        }

        @Override
        boolean ask(EventFields fields) {
            if (!fields.has(slot)) {
                return false;
            }
            EventText text = fields.find(slot);
            int room = text.length() - literal.length();
            int place = isAtStart ? 0 : room;
            if (room < 0 || (isAtStart && isAtEnd && room != 0)) {
                return false;
            }
            return literal.letters() == Letters.ANY_CASE
                    ? text.isFoldedAt(place, literal.value())
                    : text.isAt(place, literal.value());
        }
    }

    private static final class OfText extends Lazy {

        private final int slot;
        private final ValueTest test;

        OfText(int predicate, int slot, ValueTest test) {
            super(predicate, cost(test));
            this.slot = slot;
            this.test = test;
        }

        @Override
        boolean ask(EventFields fields) {
            String text = fields.text(slot);
            return text != null && test.passes(text);
        }
    }

    private static final class OfLine extends Lazy {

        private final int original;
        private final int message;
        private final ValueTest test;

        OfLine(int predicate, int original, int message, ValueTest test) {
            super(predicate, 2 * cost(test));
            this.original = original;
            this.message = message;
            this.test = test;
        }

        @Override
        boolean ask(EventFields fields) {
            return passes(fields.text(original)) || passes(fields.text(message));
        }

        private boolean passes(String text) {
            return text != null && test.passes(text);
        }
    }

    private static final class OfFields extends Lazy {

        private final FieldReference reference;

        OfFields(int predicate, FieldReference reference) {
            super(predicate, PATTERN);
            this.reference = reference;
        }

        @Override
        boolean ask(EventFields fields) {
            return reference.holds(fields);
        }
    }
}
