package io.drey.rules.sigma;

import static io.drey.rules.sigma.RefusedException.quoted;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.FieldName;
import io.drey.rules.condition.Cidr;
import io.drey.rules.condition.Comparison;
import io.drey.rules.condition.Condition;
import io.drey.rules.condition.Contains;
import io.drey.rules.condition.FieldExists;
import io.drey.rules.condition.FieldReference;
import io.drey.rules.condition.FieldReference.Relation;
import io.drey.rules.condition.FieldTest;
import io.drey.rules.condition.Letters;
import io.drey.rules.condition.LineTest;
import io.drey.rules.condition.Not;
import io.drey.rules.condition.NumberTest;
import io.drey.rules.condition.Regex;
import io.drey.rules.condition.TimePart;
import io.drey.rules.condition.ValueTest;
import io.drey.rules.sigma.Value.Bound;
import io.drey.rules.sigma.Value.Encoded;
import io.drey.rules.sigma.Value.Expression;
import io.drey.rules.sigma.Value.Network;
import io.drey.rules.sigma.Value.Presence;
import io.drey.rules.sigma.Value.Reference;
import io.drey.rules.sigma.Value.Text;
import io.drey.rules.sigma.Value.Time;
import io.drey.rules.sigma.Value.Written;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The modifiers behind a field's name: makes conditions of values. They are applied in their order; one value may become
 * several, of which one has to match.
 */
final class Modifiers {

    private static final int LONGEST = 10_000;

    /** Combinations of dashes and of placeholders multiply: there is an end to that. */
    static final int MOST_VARIANTS = 2_000;

    private final List<Modifier> modifiers;
    private final At at;
    private final FieldNaming naming;
    private final Placeholders placeholders;

    private Modifiers(List<Modifier> modifiers, At at, FieldNaming naming, Placeholders placeholders) {
        this.modifiers = modifiers;
        this.at = at;
        this.naming = naming;
        this.placeholders = placeholders;
    }

    /**
     * Reads modifiers.
     *
     * @throws RefusedException if one is unknown, there twice or in a place where it says nothing
     */
    static Modifiers read(List<String> written, At at, FieldNaming naming, Placeholders placeholders) {
        List<Modifier> modifiers = new ArrayList<>();
        for (String word : written) {
            Modifier modifier = SigmaWords.find(Modifier.class, word)
                    .orElseThrow(() -> new RefusedException(
                            at, "unknown modifier %s".formatted(quoted(word)), Suggestion.of(word, Modifier.WRITTEN)));
            if (modifiers.contains(modifier)) {
                throw new RefusedException(at, "modifier '%s' is there twice".formatted(word), "remove one");
            }
            modifiers.add(modifier);
        }
        if (modifiers.contains(Modifier.EXISTS) && modifiers.size() > 1) {
            throw new RefusedException(at, "'exists' with other modifiers", "write 'exists' alone");
        }
        return new Modifiers(List.copyOf(modifiers), at, naming, placeholders);
    }

    boolean linksByAnd() {
        return modifiers.contains(Modifier.ALL);
    }

    boolean negates() {
        return modifiers.contains(Modifier.NEQ);
    }

    /** What a field must be like; the list's modifiers are not applied. */
    List<Condition> ofField(FieldName field, YamlValue.Scalar scalar) {
        List<Condition> conditions = new ArrayList<>();
        for (Value value : apply(scalar)) {
            conditions.add(ofField(field, value, scalar));
        }
        return conditions;
    }

    private Condition ofField(FieldName field, Value value, YamlValue.Scalar scalar) {
        if (value instanceof Reference reference) {
            return new FieldReference(field, reference.relation(), reference.field(), reference.letters());
        }
        if (value instanceof Presence presence) {
            Condition exists = new FieldExists(field);
            return presence.expected() == Presence.Expected.THERE ? exists : new Not(exists);
        }
        if (value instanceof Written && scalar.isNull()) {
            return new Not(new FieldExists(field));
        }
        ValueTest test = test(value, scalar.at());
        return test instanceof Contains contains && contains.value().isEmpty()
                ? new FieldExists(field)
                : new FieldTest(field, test);
    }

    /** What the line must be like; the list's modifiers are not applied. */
    List<Condition> ofLine(YamlValue.Scalar scalar) {
        for (Modifier modifier : modifiers) {
            switch (modifier) {
                case STARTSWITH,
                        ENDSWITH,
                        EXISTS,
                        CIDR,
                        FIELDREF,
                        LT,
                        LTE,
                        GT,
                        GTE,
                        MINUTE,
                        HOUR,
                        DAY,
                        WEEK,
                        MONTH,
                        YEAR ->
                    throw new RefusedException(
                            at,
                            "modifier '%s' without a field".formatted(modifier.written()),
                            "name a field before it: keywords are looked for in the whole line");
                default -> {
                    // says something of a line
                }
            }
        }
        if (scalar.isNull()) {
            throw new RefusedException(scalar.at(), "null as a keyword", "write what to look for");
        }
        List<Condition> conditions = new ArrayList<>();
        for (Value value : apply(scalar)) {
            Value anywhere = value instanceof Expression ? value : contains(asText(value, scalar.at()));
            conditions.add(new LineTest(test(anywhere, scalar.at())));
        }
        return conditions;
    }

    private static Value contains(Text text) {
        return new Text(text.text().anythingBefore().anythingBehind(), text.letters());
    }

    private ValueTest test(Value value, At valueAt) {
        if (value instanceof Expression expression) {
            return expression(expression, valueAt);
        }
        if (value instanceof Network network) {
            return network.network();
        }
        if (value instanceof Bound bound) {
            return new NumberTest(bound.comparison(), bound.bound());
        }
        if (value instanceof Time time) {
            return time.part();
        }
        Text text = asText(value, valueAt);
        return text.text().test(text.letters());
    }

    private static Regex expression(Expression expression, At valueAt) {
        try {
            return new Regex(expression.expression(), expression.options());
        } catch (IllegalArgumentException e) {
            throw RefusedException.of(valueAt, e);
        }
    }

    private List<Value> apply(YamlValue.Scalar scalar) {
        if (scalar.text().length() > LONGEST) {
            throw new RefusedException(
                    scalar.at(),
                    "a value of %d characters, more than %d"
                            .formatted(scalar.text().length(), LONGEST),
                    "look for a part of it");
        }
        List<Value> values = List.of(new Written(scalar));
        boolean isNullAllowed = modifiers.stream().allMatch(Modifier::isAboutTheList);
        if (scalar.isNull() && !isNullAllowed) {
            throw new RefusedException(scalar.at(), "null with modifiers", "write null alone, or an empty text as ''");
        }
        for (Modifier modifier : modifiers) {
            if (modifier.isAboutTheList()) {
                continue;
            }
            List<Value> next = new ArrayList<>();
            for (Value value : values) {
                next.addAll(apply(modifier, value, scalar));
            }
            if (next.size() > MOST_VARIANTS) {
                throw new RefusedException(
                        scalar.at(),
                        "%s has more than %d variants".formatted(quoted(scalar.text()), MOST_VARIANTS),
                        "use fewer dashes or placeholders in one value");
            }
            values = next;
        }
        return values;
    }

    private List<Value> apply(Modifier modifier, Value value, YamlValue.Scalar scalar) {
        At valueAt = scalar.at();
        return switch (modifier) {
            case STARTSWITH, ENDSWITH, CONTAINS -> List.of(anchored(modifier, value, valueAt));
            case EXISTS -> List.of(presence(scalar));
            case CASED -> List.of(cased(value, valueAt));
            case RE -> List.of(new Expression(unmodified(modifier, value), Set.of()));
            case I, M, S -> List.of(withOption(modifier, value));
            case WINDASH -> dashes(asText(value, valueAt), valueAt);
            case BASE64 -> List.of(literal(Encoding.base64(bytes(modifier, value, valueAt))));
            case BASE64OFFSET ->
                Encoding.base64Offsets(bytes(modifier, value, valueAt), valueAt).stream()
                        .<Value>map(Modifiers::literal)
                        .toList();
            case UTF16LE, WIDE ->
                List.of(new Encoded(characters(modifier, value, valueAt).getBytes(UTF_16LE)));
            case UTF16BE ->
                List.of(new Encoded(characters(modifier, value, valueAt).getBytes(UTF_16BE)));
            case UTF16 ->
                List.of(new Encoded(
                        Encoding.marked(characters(modifier, value, valueAt).getBytes(UTF_16LE))));
            case LT, LTE, GT, GTE -> List.of(bound(modifier, value, valueAt));
            case MINUTE, HOUR, DAY, WEEK, MONTH, YEAR -> List.of(time(modifier, value, valueAt));
            case CIDR -> List.of(network(value, valueAt));
            case EXPAND -> expand(value, valueAt);
            case FIELDREF -> List.of(reference(value, valueAt));
            case ALL, NEQ -> List.of(value);
        };
    }

    private Value anchored(Modifier modifier, Value value, At valueAt) {
        if (value instanceof Reference reference) {
            Relation relation =
                    switch (modifier) {
                        case STARTSWITH -> Relation.STARTS_WITH;
                        case ENDSWITH -> Relation.ENDS_WITH;
                        default -> Relation.CONTAINS;
                    };
            return new Reference(reference.field(), relation, reference.letters());
        }
        if (value instanceof Expression expression) {
            String anchored =
                    switch (modifier) {
                        case STARTSWITH -> "\\A(?:" + expression.expression() + ")";
                        case ENDSWITH -> "(?:" + expression.expression() + ")\\z";
                        default -> expression.expression();
                    };
            return new Expression(anchored, expression.options());
        }
        Text text = asText(value, valueAt);
        return new Text(
                switch (modifier) {
                    case STARTSWITH -> text.text().anythingBehind();
                    case ENDSWITH -> text.text().anythingBefore();
                    default -> text.text().anythingBefore().anythingBehind();
                },
                text.letters());
    }

    private static Presence presence(YamlValue.Scalar scalar) {
        if (scalar.type() != YamlValue.Scalar.Type.BOOLEAN) {
            throw new RefusedException(
                    scalar.at(), "'exists' with %s".formatted(quoted(scalar.text())), "write true or false");
        }
        return new Presence(
                scalar.text().equalsIgnoreCase("true") ? Presence.Expected.THERE : Presence.Expected.NOT_THERE);
    }

    private Value cased(Value value, At valueAt) {
        if (value instanceof Reference reference) {
            return new Reference(reference.field(), reference.relation(), Letters.AS_WRITTEN);
        }
        if (value instanceof Expression) {
            throw new RefusedException(
                    at, "'cased' behind 're'", "remove it: case counts unless the modifier 'i' follows 're'");
        }
        return new Text(asText(value, valueAt).text(), Letters.AS_WRITTEN);
    }

    private Expression withOption(Modifier modifier, Value value) {
        if (!(value instanceof Expression expression)) {
            throw new RefusedException(
                    at, "modifier '%s' without 're'".formatted(modifier.written()), "write it behind 're'");
        }
        Set<Regex.Option> options = EnumSet.of(modifier.option());
        options.addAll(expression.options());
        return new Expression(expression.expression(), options);
    }

    /** The value as it stands in the document. */
    private String unmodified(Modifier modifier, Value value) {
        if (value instanceof Written written) {
            return written.scalar().text();
        }
        throw new RefusedException(
                at, "'%s' behind other modifiers".formatted(modifier.written()), "write it first behind the field");
    }

    private static List<Value> dashes(Text text, At valueAt) {
        return texts(Dashes.variants(text.text(), valueAt), text.letters());
    }

    private static Text literal(String text) {
        return new Text(WildText.literal(text), Letters.ANY_CASE);
    }

    private byte[] bytes(Modifier modifier, Value value, At valueAt) {
        return value instanceof Encoded encoded
                ? encoded.bytes()
                : characters(modifier, value, valueAt).getBytes(UTF_8);
    }

    private String characters(Modifier modifier, Value value, At valueAt) {
        Text text = asText(value, valueAt);
        if (text.text().hasWildcards()) {
            throw new RefusedException(
                    valueAt,
                    "wildcards before '%s'".formatted(modifier.written()),
                    "put a backslash before each, or modifiers such as 'contains' behind '%s'"
                            .formatted(modifier.written()));
        }
        return text.text().plain();
    }

    private Value bound(Modifier modifier, Value value, At valueAt) {
        if (value instanceof Time time && time.part().comparison() == Comparison.EQUAL) {
            return new Time(new TimePart(
                    time.part().part(), modifier.comparison(), time.part().value()));
        }
        return new Bound(modifier.comparison(), number(modifier, value, valueAt));
    }

    private BigDecimal number(Modifier modifier, Value value, At valueAt) {
        if (value instanceof Written written && written.scalar().isNumber()) {
            return new BigDecimal(written.scalar().text());
        }
        throw new RefusedException(
                valueAt,
                "'%s' with %s"
                        .formatted(
                                modifier.written(),
                                value instanceof Written written
                                        ? quoted(written.scalar().text())
                                        : "a value that is no number"),
                "write a number, without quotes");
    }

    private Time time(Modifier modifier, Value value, At valueAt) {
        Comparison comparison = Comparison.EQUAL;
        BigDecimal number;
        if (value instanceof Bound bound) {
            comparison = bound.comparison();
            number = bound.bound();
        } else {
            number = number(modifier, value, valueAt);
        }
        TimePart.Part part = modifier.timePart();
        try {
            if (part.canBe(number.longValueExact())) {
                return new Time(new TimePart(part, comparison, number.intValueExact()));
            }
        } catch (ArithmeticException e) {
            // falls through to what is said of all that no time has
        }
        throw new RefusedException(
                valueAt,
                "no time has %s %s".formatted(modifier.written(), number.toPlainString()),
                "write a whole number from " + part.range());
    }

    private Network network(Value value, At valueAt) {
        try {
            return new Network(Cidr.parse(characters(Modifier.CIDR, value, valueAt)));
        } catch (IllegalArgumentException e) {
            throw RefusedException.of(valueAt, e);
        }
    }

    private Reference reference(Value value, At valueAt) {
        String name = characters(Modifier.FIELDREF, value, valueAt);
        return new Reference(naming.field(name, valueAt), Relation.EQUALS, Letters.ANY_CASE);
    }

    private List<Value> expand(Value value, At valueAt) {
        if (value instanceof Expression expression) {
            return new Expansion(placeholders, valueAt, WildText::literal)
                    .of(WildText.literal(expression.expression())).stream()
                            .<Value>map(expanded -> new Expression(expanded.plain(), expression.options()))
                            .toList();
        }
        Text text = asText(value, valueAt);
        return texts(new Expansion(placeholders, valueAt, WildText::parse).of(text.text()), text.letters());
    }

    private static List<Value> texts(List<WildText> texts, Letters letters) {
        return texts.stream().<Value>map(text -> new Text(text, letters)).toList();
    }

    private Text asText(Value value, At valueAt) {
        if (value instanceof Text text) {
            return text;
        }
        if (value instanceof Written written) {
            return new Text(WildText.parse(written.scalar().text()), Letters.ANY_CASE);
        }
        if (value instanceof Encoded encoded) {
            return literal(Encoding.text(encoded.bytes(), valueAt));
        }
        throw new RefusedException(
                at,
                "modifiers '%s' that do not go together".formatted(String.join("|", written())),
                "use one kind: of texts, of numbers, of times, of networks or of fields");
    }

    private List<String> written() {
        return modifiers.stream().map(Modifier::written).toList();
    }
}
