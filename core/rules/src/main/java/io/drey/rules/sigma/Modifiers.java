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
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The modifiers behind a field's name: makes conditions of values. They are applied in their order; one value may become
 * several, of which one has to match.
 */
final class Modifiers {

    /** Combinations of dashes and of placeholders multiply: there is an end to that. */
    private static final int MOST_VARIANTS = 2_000;

    private static final int[] DASHES = {'-', '/', '\u2013', '\u2014', '\u2015'};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xff, (byte) 0xfe};

    private final List<Modifier> modifiers;
    private final At at;
    private final Taxonomy taxonomy;
    private final Placeholders placeholders;

    private Modifiers(List<Modifier> modifiers, At at, Taxonomy taxonomy, Placeholders placeholders) {
        this.modifiers = modifiers;
        this.at = at;
        this.taxonomy = taxonomy;
        this.placeholders = placeholders;
    }

    /**
     * Reads modifiers.
     *
     * @throws RefusedException if one is unknown, there twice or in a place where it says nothing
     */
    static Modifiers read(List<String> written, At at, Taxonomy taxonomy, Placeholders placeholders) {
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
        return new Modifiers(List.copyOf(modifiers), at, taxonomy, placeholders);
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
            case WINDASH -> dashes(asText(value, valueAt));
            case BASE64 -> List.of(literal(base64(bytes(modifier, value, valueAt))));
            case BASE64OFFSET -> base64Offsets(bytes(modifier, value, valueAt), valueAt);
            case UTF16LE, WIDE ->
                List.of(new Encoded(characters(modifier, value, valueAt).getBytes(UTF_16LE)));
            case UTF16BE ->
                List.of(new Encoded(characters(modifier, value, valueAt).getBytes(UTF_16BE)));
            case UTF16 ->
                List.of(new Encoded(marked(characters(modifier, value, valueAt).getBytes(UTF_16LE))));
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

    /** Each dash that begins a word may be another. */
    private List<Value> dashes(Text text) {
        int[] symbols = text.text().symbols();
        List<WildText> variants = List.of(WildText.literal(""));
        int from = 0;
        for (int i = 0; i < symbols.length; i++) {
            boolean isDash = isDash(symbols[i]);
            boolean isFlag =
                    isDash && (i == 0 || !isWord(symbols[i - 1])) && i + 1 < symbols.length && isWord(symbols[i + 1]);
            if (isFlag) {
                variants = times(variants, text.text().part(from, i));
                from = i + 1;
            }
        }
        WildText rest = text.text().part(from, symbols.length);
        return variants.stream()
                .<Value>map(variant -> new Text(variant.then(rest), text.letters()))
                .toList();
    }

    private List<WildText> times(List<WildText> variants, WildText before) {
        List<WildText> more = new ArrayList<>();
        for (WildText variant : variants) {
            for (int dash : DASHES) {
                more.add(variant.then(before).then(WildText.literal(Character.toString(dash))));
            }
        }
        if (more.size() > MOST_VARIANTS) {
            throw new RefusedException(
                    at, "a value has more than %d variants of dashes".formatted(MOST_VARIANTS), "use several values");
        }
        return more;
    }

    private static boolean isDash(int symbol) {
        for (int dash : DASHES) {
            if (symbol == dash) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWord(int symbol) {
        return symbol >= 0 && (Character.isLetterOrDigit(symbol) || symbol == '_');
    }

    private static Text literal(String text) {
        return new Text(WildText.literal(text), Letters.ANY_CASE);
    }

    private static String base64(byte[] bytes) {
        return java.util.Base64.getEncoder().encodeToString(bytes);
    }

    /** What of an encoded text does not depend on its neighbours, for each place where it may begin. */
    private List<Value> base64Offsets(byte[] bytes, At valueAt) {
        List<Value> variants = new ArrayList<>();
        for (int offset = 0; offset < 3; offset++) {
            byte[] shifted = new byte[offset + bytes.length];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            // A letter has six bits: those that share bits with what stands before or behind are left out.
            int from = (offset * 8 + 5) / 6;
            int to = shifted.length * 8 / 6;
            if (to - from < 2) {
                throw new RefusedException(valueAt, "a value that is too short for 'base64offset'", "use a longer one");
            }
            variants.add(literal(base64(shifted).substring(from, to)));
        }
        return variants;
    }

    private static byte[] marked(byte[] bytes) {
        return ByteBuffer.allocate(bytes.length + 2)
                .put(BYTE_ORDER_MARK)
                .put(bytes)
                .array();
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
        return new Reference(taxonomy.field(name, valueAt), Relation.EQUALS, Letters.ANY_CASE);
    }

    private List<Value> expand(Value value, At valueAt) {
        if (value instanceof Expression expression) {
            List<Value> values = new ArrayList<>();
            for (WildText text : expand(WildText.literal(expression.expression()), valueAt, WildText::literal)) {
                values.add(new Expression(text.plain(), expression.options()));
            }
            return values;
        }
        Text text = asText(value, valueAt);
        List<Value> values = new ArrayList<>();
        for (WildText expanded : expand(text.text(), valueAt, WildText::parse)) {
            values.add(new Text(expanded, text.letters()));
        }
        return values;
    }

    private List<WildText> expand(
            WildText text, At valueAt, java.util.function.Function<String, WildText> entryReader) {
        int[] symbols = text.symbols();
        List<WildText> variants = List.of(WildText.literal(""));
        boolean isAny = false;
        int at = 0;
        while (at < symbols.length) {
            if (symbols[at] == '\\' && at + 1 < symbols.length && symbols[at + 1] == '%') {
                variants = append(variants, List.of(WildText.literal("%")), valueAt);
                at += 2;
                continue;
            }
            int end = symbols[at] == '%' ? end(symbols, at + 1) : -1;
            if (end < 0) {
                variants = append(variants, List.of(text.part(at, at + 1)), valueAt);
                at++;
                continue;
            }
            String name = text.part(at + 1, end).plain();
            variants = append(
                    variants, entries(name, valueAt).stream().map(entryReader).toList(), valueAt);
            isAny = true;
            at = end + 1;
        }
        if (!isAny) {
            throw new RefusedException(
                    valueAt, "'expand' with a value that has no placeholder", "write one such as %Servers%");
        }
        return variants;
    }

    /** Where a placeholder's name ends, or -1. */
    private static int end(int[] symbols, int from) {
        int at = from;
        while (at < symbols.length && (isWord(symbols[at]) || symbols[at] == '-' || symbols[at] == '.')) {
            at++;
        }
        return at > from && at < symbols.length && symbols[at] == '%' ? at : -1;
    }

    private List<String> entries(String name, At valueAt) {
        Optional<List<String>> entries = placeholders.entries(name);
        if (entries.isEmpty()) {
            throw new RefusedException(
                    valueAt,
                    "there is no list for placeholder %s".formatted(quoted("%" + name + "%")),
                    placeholders.names().isEmpty()
                            ? "give the tenant a list of that name"
                            : Suggestion.of(name, placeholders.names()));
        }
        if (entries.get().isEmpty()) {
            throw new RefusedException(
                    valueAt,
                    "the list for placeholder %s is empty".formatted(quoted("%" + name + "%")),
                    "put something into it");
        }
        return entries.get();
    }

    private List<WildText> append(List<WildText> variants, List<WildText> entries, At valueAt) {
        if ((long) variants.size() * entries.size() > MOST_VARIANTS) {
            throw new RefusedException(
                    valueAt,
                    "more than %d variants of a value with placeholders".formatted(MOST_VARIANTS),
                    "use fewer placeholders in one value");
        }
        List<WildText> longer = new ArrayList<>(variants.size() * entries.size());
        for (WildText variant : variants) {
            for (WildText entry : entries) {
                longer.add(variant.then(entry));
            }
        }
        return longer;
    }

    private Text asText(Value value, At valueAt) {
        if (value instanceof Text text) {
            return text;
        }
        if (value instanceof Written written) {
            return new Text(WildText.parse(written.scalar().text()), Letters.ANY_CASE);
        }
        if (value instanceof Encoded encoded) {
            try {
                return literal(UTF_8.newDecoder()
                        .decode(ByteBuffer.wrap(encoded.bytes()))
                        .toString());
            } catch (CharacterCodingException e) {
                throw new RefusedException(
                        valueAt,
                        "an encoding that gives bytes which no text has",
                        "put 'base64' or 'base64offset' behind it");
            }
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
