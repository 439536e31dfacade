package io.drey.format.redact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.drey.event.Derivation;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.OpenNames;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.enrich.Enrichment;
import io.drey.format.redact.RedactionRule.Action;
import io.drey.format.text.IpLiteral;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes out of events, lines and dead letters what a dataset's document says must not leave the job, and says so in the event:
 * {@code labels.drey.redacted} names the fields.
 *
 * <ul>
 *   <li>A pattern is looked for in the line and in each field, as they are written and with escapes taken off: those of URLs,
 *       of JSON and programs, and of XML, several times where they stand within each other.
 *   <li>A field's value is taken out of the field, of the fields that say the same or that it is made of, and wherever else
 *       the line or another field has it, in whatever spelling. Where the line does not have a personal value, the line was
 *       read in a way that cannot be followed back, and is masked as a whole.
 *   <li>The bytes of what was found are in the event no more, not even where no field refers to them.
 * </ul>
 *
 * <p>What is redacted once stays the same if it is redacted again. An instance keeps buffers and is not thread-safe.
 */
public final class Redactor {

    /** Names the fields that are not as the line had them. */
    public static final String LABEL = OpenNames.OURS + "redacted";

    /** Says that the secret of keyed hashes was not there, so that what they are of is masked. */
    public static final String LABEL_SECRET = OpenNames.OURS + "redacted_secret";

    /** A dead letter beyond it loses its bytes: so much is not searched in all encodings. */
    private static final int MOST_BYTES = 8 << 20;

    private static final int MOST_LAYERS = 5;
    private static final int MOST_NAMES_IN_LABEL = 16;
    private static final int MOST_KNOWN_NAMES = 4096;
    private static final byte[] NOTHING = {};
    private static final Field[] FIELDS = Field.values();

    private final RedactionRule[] rules;
    private final List<List<FieldName>> fieldsOfRules = new ArrayList<>();
    private final Enrichment enrichment;
    private final boolean lacksSecret;
    private final boolean hasFinders;
    private final Substitutes substitutes;
    private final Map<String, String> knownNames = new HashMap<>();

    private final Edits edits = new Edits();
    private final RedactedBytes redacted = new RedactedBytes();
    private final List<Needle> needles = new ArrayList<>();
    private final Set<Long> scanned = new HashSet<>();
    private final EnumSet<Field> removed = EnumSet.noneOf(Field.class);
    private final List<String> touched = new ArrayList<>();
    private boolean[] isInLine = {};
    private boolean[] mustBeInLine = {};
    private DecodedText text = new DecodedText();
    private DecodedText further = new DecodedText();

    /** What redacts events of which nothing was looked up, and dead letters. */
    public Redactor(Redaction redaction, RedactionSecrets secrets) {
        this(redaction, secrets, Enrichment.NONE);
    }

    /**
     * What redacts by some rules.
     *
     * @param enrichment what the events say beyond their lines
     */
    public Redactor(Redaction redaction, RedactionSecrets secrets, Enrichment enrichment) {
        requireNonNull(secrets, "secrets is null");
        this.enrichment = requireNonNull(enrichment, "enrichment is null");
        this.rules = redaction.rules().toArray(new RedactionRule[0]);
        Optional<byte[]> secret = redaction.secret().flatMap(secrets::find);
        this.substitutes = new Substitutes(secret);
        this.lacksSecret =
                !substitutes.canHash() && Arrays.stream(rules).anyMatch(rule -> rule.action() == Action.HASH);
        this.hasFinders = Arrays.stream(rules).anyMatch(rule -> rule.finder().isPresent());
        for (RedactionRule rule : rules) {
            fieldsOfRules.add(rule.field().map(Redactor::withKin).orElse(List.of()));
        }
    }

    /** A field with those that say the same, and those that it is made of. */
    private static List<FieldName> withKin(FieldName name) {
        List<FieldName> all = new ArrayList<>(List.of(name));
        if (name instanceof FieldName.Fixed fixed) {
            for (Field other : FIELDS) {
                Derivation derivation = other.derivation().orElse(null);
                boolean isSame = derivation instanceof Derivation.SameAs same && same.source() == fixed.field();
                boolean isMadeOf = other == fixed.field() && derivation != null;
                if (isSame) {
                    all.add(FieldName.of(other));
                } else if (isMadeOf) {
                    derivation.sources().forEach(source -> all.add(FieldName.of(source)));
                }
            }
        }
        return List.copyOf(all);
    }

    /** Redacts an event whose fields are complete. */
    public void redact(EventBuilder event) {
        begin();
        for (int rule = 0; rule < rules.length; rule++) {
            for (FieldName name : fieldsOfRules.get(rule)) {
                take(event, name, rule);
            }
        }
        scanAll(event);
        redactNumbers(event);
        boolean isWithheld = false;
        for (int rule = 0; rule < rules.length; rule++) {
            isWithheld |= mustBeInLine[rule] && !isInLine[rule];
        }
        edits.settle();
        boolean isChanged = !edits.isEmpty() || !removed.isEmpty() || isWithheld;
        if (isChanged) {
            rewrite(event, isWithheld);
        }
        removeDropped(event);
        renameOpen(event);
        if (!touched.isEmpty()) {
            say(event);
        }
    }

    /**
     * A dead letter's bytes, redacted by patterns: which fields it would have had nobody knows.
     *
     * @param rejection why it is one
     */
    public Letter redact(byte[] bytes, int from, int to, Rejection rejection) {
        begin();
        String reason = redact(rejection.reason());
        if (to - from > MOST_BYTES) {
            return new Letter(
                    NOTHING,
                    new Rejection(
                            "%s; %d bytes were withheld, since more than %d are not redacted"
                                    .formatted(reason, to - from, MOST_BYTES),
                            rejection.column()));
        }
        begin();
        scan(bytes, from, to);
        edits.settle();
        redacted.clear();
        redacted.add(bytes, from, to, edits);
        int column = rejection.column();
        return new Letter(
                redacted.toBytes(),
                new Rejection(reason, column == 0 ? 0 : redacted.begin(from + column - 1, from, 0) + 1));
    }

    /**
     * A dead letter without what must not leave the job.
     *
     * @param bytes its bytes
     * @param rejection why it is one
     */
    @SuppressWarnings("ArrayRecordComponent") // made and taken apart at once, never compared
    public record Letter(byte[] bytes, Rejection rejection) {}

    private String redact(String plain) {
        byte[] utf8 = Utf8.encode(plain);
        edits.clear();
        scanned.clear();
        scan(utf8, 0, utf8.length);
        if (edits.isEmpty()) {
            return plain;
        }
        edits.settle();
        redacted.clear();
        redacted.add(utf8, 0, utf8.length, edits);
        return new String(redacted.toBytes(), UTF_8);
    }

    private void begin() {
        edits.clear();
        needles.clear();
        scanned.clear();
        removed.clear();
        touched.clear();
        isInLine = new boolean[rules.length];
        mustBeInLine = new boolean[rules.length];
    }

    /** Takes a field's value as one to look for, and its own place. */
    private void take(LogEvent event, FieldName name, int rule) {
        if (!event.has(name)) {
            return;
        }
        RedactionRule of = rules[rule];
        if (name instanceof FieldName.Fixed fixed && !fixed.field().isSlice()) {
            needles.add(Needle.ofNumber(event.number(fixed.field()), rule));
            removed.add(fixed.field());
            touch(name.dotted());
            return;
        }
        String value = event.text(name);
        touch(name.dotted());
        if (Substitutes.isSubstitute(value) || value.isEmpty()) {
            return;
        }
        boolean isAddressField = isAddress(of.field().orElseThrow());
        String substitute = substitutes.of(of.action(), value, isAddressField);
        if (substitute.equals(value)) {
            return;
        }
        int from = offset(event, name);
        int to = from + length(event, name);
        edits.add(from, to, substitute);
        needles.add(
                Needle.of(value, substitutes.unescaped(value), IpLiteral.canonical(value) != null, substitute, rule));
        if (isWithin(event, from, to)) {
            isInLine[rule] = true;
        } else if (name.isPersonal() && value.length() >= 3 && !enrichment.makes(name.dotted())) {
            mustBeInLine[rule] = true;
        }
    }

    private static boolean isAddress(FieldName name) {
        return name instanceof FieldName.Fixed fixed
                && (fixed.field().type() == Field.Type.IP || fixed.field() == Field.SOURCE_ADDRESS);
    }

    private static int offset(LogEvent event, FieldName name) {
        return name instanceof FieldName.Fixed fixed
                ? event.offsetOf(fixed.field())
                : event.openOffset(event.openIndex(name.dotted()));
    }

    private static int length(LogEvent event, FieldName name) {
        return name instanceof FieldName.Fixed fixed
                ? event.lengthOf(fixed.field())
                : event.openLength(event.openIndex(name.dotted()));
    }

    private static boolean isWithin(LogEvent event, int from, int to) {
        int line = event.offsetOf(Field.EVENT_ORIGINAL);
        return event.has(Field.EVENT_ORIGINAL) && from >= line && to <= line + event.lengthOf(Field.EVENT_ORIGINAL);
    }

    private void scanAll(LogEvent event) {
        for (Field field : FIELDS) {
            if (field.isSlice() && event.has(field)) {
                int from = event.offsetOf(field);
                scan(event, from, from + event.lengthOf(field));
            }
        }
        for (int i = 0; i < event.openCount(); i++) {
            if (!event.openName(i).startsWith(OpenNames.OURS)) {
                int from = event.openOffset(i);
                scan(event, from, from + event.openLength(i));
            }
        }
    }

    private void scan(LogEvent event, int from, int to) {
        if (scanned.add((long) from << 32 | to)) {
            boolean isLine = isWithin(event, from, to);
            scan(event.bytes(), from, to, isLine);
        }
    }

    private void scan(byte[] bytes, int from, int to) {
        scan(bytes, from, to, false);
    }

    private void scan(byte[] bytes, int from, int to, boolean isLine) {
        text.read(bytes, from, to);
        for (int layer = 0; layer < MOST_LAYERS; layer++) {
            find(text, isLine);
            if (!further.readUnescaped(text)) {
                return;
            }
            DecodedText swapped = text;
            text = further;
            further = swapped;
        }
    }

    private void find(DecodedText in, boolean isLine) {
        for (RedactionRule rule : rules) {
            rule.finder()
                    .ifPresent(finder -> finder.find(in, (from, to) -> {
                        String value = in.subSequence(from, to).toString();
                        if (!Substitutes.isSubstitute(value) && !Substitutes.isWithinHash(in, from, to)) {
                            edits.add(in.from(from), in.to(to - 1), substitutes.of(rule.action(), value, false));
                        }
                    }));
        }
        if (needles.isEmpty()) {
            return;
        }
        for (Needle needle : needles) {
            needle.find(in, (from, to) -> {
                edits.add(in.from(from), in.to(to - 1), needle.substitute());
                isInLine[needle.rule()] |= isLine;
            });
        }
    }

    /** A number that is what a pattern finds is a field no more. */
    private void redactNumbers(LogEvent event) {
        if (!hasFinders) {
            return;
        }
        for (Field field : FIELDS) {
            if (!field.isSlice() && event.has(field) && isFound(Long.toString(event.number(field)))) {
                removed.add(field);
                touch(field.ecsName());
            }
        }
    }

    private boolean isFound(String plain) {
        byte[] ascii = plain.getBytes(UTF_8);
        text.read(ascii, 0, ascii.length);
        boolean[] found = {false};
        for (RedactionRule rule : rules) {
            rule.finder().ifPresent(finder -> finder.find(text, (from, to) -> found[0] = true));
        }
        return found[0];
    }

    private void rewrite(EventBuilder event, boolean isWithheld) {
        byte[] old = event.bytes();
        int lineFrom = event.offsetOf(Field.EVENT_ORIGINAL);
        int lineTo = lineFrom + event.lengthOf(Field.EVENT_ORIGINAL);
        boolean hasLine = event.has(Field.EVENT_ORIGINAL);
        redacted.clear();
        int lineAt = 0;
        if (hasLine && !isWithheld) {
            lineAt = redacted.add(old, lineFrom, lineTo, edits);
        }
        long[] fixed = new long[FIELDS.length];
        long[] open = new long[event.openCount()];
        // First all that is in the line, while its places are known.
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < FIELDS.length; i++) {
                Field field = FIELDS[i];
                if (field.isSlice() && event.has(field)) {
                    int from = event.offsetOf(field);
                    int to = from + event.lengthOf(field);
                    boolean isOfLine = hasLine && !isWithheld && from >= lineFrom && to <= lineTo;
                    if (field == Field.EVENT_ORIGINAL && isWithheld) {
                        if (pass == 1) {
                            byte[] masked = Substitutes.MASKED.getBytes(UTF_8);
                            fixed[i] = slot(redacted.add(masked), masked.length);
                        }
                    } else if (isOfLine == (pass == 0)) {
                        fixed[i] = moved(old, from, to, isOfLine, lineFrom, lineAt);
                    }
                }
            }
            for (int i = 0; i < open.length; i++) {
                int from = event.openOffset(i);
                int to = from + event.openLength(i);
                boolean isOfLine = hasLine && !isWithheld && from >= lineFrom && to <= lineTo;
                if (isOfLine == (pass == 0)) {
                    open[i] = moved(old, from, to, isOfLine, lineFrom, lineAt);
                }
            }
        }
        for (Field field : FIELDS) {
            if (field.isSlice() && event.has(field) && field != Field.EVENT_ORIGINAL) {
                int from = event.offsetOf(field);
                if (edits.touch(from, from + event.lengthOf(field))) {
                    touch(field.ecsName());
                }
            }
        }
        for (int i = 0; i < open.length; i++) {
            int from = event.openOffset(i);
            if (edits.touch(from, from + event.openLength(i))) {
                touch(event.openName(i));
            }
        }
        if (touched.isEmpty() || isWithheld) {
            touch(Field.EVENT_ORIGINAL.ecsName());
        }
        byte[] bytes = redacted.toBytes();
        event.bytes(bytes);
        for (int i = 0; i < FIELDS.length; i++) {
            Field field = FIELDS[i];
            if (field.isSlice() && event.has(field)) {
                int from = (int) (fixed[i] >>> 32);
                event.put(field, from, (int) fixed[i]);
                if (field.type() == Field.Type.IP && !IpLiteral.isAddress(bytes, from, from + (int) fixed[i])) {
                    event.remove(field);
                }
            }
        }
        for (int i = 0; i < open.length; i++) {
            event.replaceOpen(i, (int) (open[i] >>> 32), (int) open[i]);
        }
        removed.forEach(event::remove);
    }

    private long moved(byte[] old, int from, int to, boolean isOfLine, int lineFrom, int lineAt) {
        if (isOfLine) {
            int begin = redacted.begin(from, lineFrom, lineAt);
            int end = to == from ? begin : redacted.end(to, lineFrom, lineAt);
            return slot(begin, Math.max(0, end - begin));
        }
        int begin = redacted.add(old, from, to, edits);
        return slot(begin, redacted.length() - begin);
    }

    private static long slot(int from, int length) {
        return ((long) from << 32) | length;
    }

    private void removeDropped(EventBuilder event) {
        for (int rule = 0; rule < rules.length; rule++) {
            if (rules[rule].action() != Action.DROP) {
                continue;
            }
            for (FieldName name : fieldsOfRules.get(rule)) {
                if (name instanceof FieldName.Fixed fixed) {
                    event.remove(fixed.field());
                } else if (event.openIndex(name.dotted()) >= 0) {
                    event.removeOpen(event.openIndex(name.dotted()));
                }
            }
        }
    }

    /** Names of open fields are what a line calls them. */
    private void renameOpen(EventBuilder event) {
        for (int i = 0; i < event.openCount(); i++) {
            String name = event.openName(i);
            if (name.startsWith(OpenNames.OURS)) {
                continue;
            }
            String safe = safeName(name);
            if (safe.equals(name)) {
                continue;
            }
            int from = event.openOffset(i);
            int length = event.openLength(i);
            touched.remove(name);
            event.removeOpen(i--);
            String free = safe;
            for (int n = 2; event.openIndex(free) >= 0; n++) {
                free = safe + "." + n;
            }
            touch(free);
            event.putOpen(free, from, length);
        }
    }

    private String safeName(String name) {
        for (Needle needle : needles) {
            if (!needle.isWord() && needle.isIn(name)) {
                return OpenNames.LABELS + Substitutes.MASKED;
            }
        }
        String known = knownNames.get(name);
        if (known == null) {
            // Needles are of one event, what is known of names of all.
            List<Needle> kept = List.copyOf(needles);
            needles.clear();
            String found = redact(name);
            known = found.equals(name) ? name : OpenNames.isOpen(found) ? found : OpenNames.LABELS + Substitutes.MASKED;
            needles.addAll(kept);
            if (knownNames.size() < MOST_KNOWN_NAMES) {
                knownNames.put(name, known);
            }
        }
        return known;
    }

    private void touch(String name) {
        if (!touched.contains(name)) {
            touched.add(name);
        }
    }

    private void say(EventBuilder event) {
        if (event.openIndex(LABEL) < 0) {
            int more = touched.size() - MOST_NAMES_IN_LABEL;
            String names = String.join(",", more > 0 ? touched.subList(0, MOST_NAMES_IN_LABEL) : touched);
            event.appendOpen(LABEL, more > 0 ? names + ",+" + more : names);
        }
        if (lacksSecret && event.openIndex(LABEL_SECRET) < 0) {
            event.appendOpen(LABEL_SECRET, "missing");
        }
    }
}
