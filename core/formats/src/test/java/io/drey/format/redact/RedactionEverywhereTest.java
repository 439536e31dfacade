package io.drey.format.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.OpenNames;
import io.drey.event.Utf8;
import io.drey.event.render.EcsJson;
import io.drey.format.Formats;
import io.drey.format.LineSettings;
import io.drey.format.SampleLines;
import io.drey.format.Treatment;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a format's lines hold, what is redacted is in nothing that leaves: not in an event's bytes, not in a dead letter. */
class RedactionEverywhereTest {

    private static final RedactionSecrets SECRETS = name -> Optional.of("key".getBytes(UTF_8));
    private static final int LINES = 1_500;

    private static final List<String> PLANTED = List.of(
            "4111111111111111",
            "5500-0000-0000-0004",
            "jane.doe+x@mail.example.org",
            "ghp_0123456789abcdefghijABCDEFGHIJ",
            "AKIAIOSFODNN7EXAMPLE",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2lnbmF0dXJl");

    /** How writers and clients spell a character. */
    private static final List<UnaryOperator<String>> ENCODINGS = List.of(
            plain -> plain,
            plain -> each(plain, "%%%02X"),
            plain -> each(plain, "%%%02x"),
            plain -> each(plain, "\\u%04x"),
            plain -> each(plain, "\\x%02X"),
            plain -> each(plain, "&#%d;"),
            plain -> each(each(plain, "%%%02X"), "\\u%04x"));

    static Collection<String> formats() {
        return Formats.names();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aFieldsValueIsInNothingThatLeaves(String format) {
        int redacted = 0;
        for (byte[] line : SampleLines.of(Formats.of(format))) {
            for (LogEvent plain : Lines.events(LineSettings.of(format), SECRETS, line)) {
                for (FieldName name : names(plain)) {
                    String value = plain.text(name);
                    if (value.length() < 8 || Substitutes.isSubstitute(value) || isNetwork(value)) {
                        continue;
                    }
                    LineSettings settings = settings(format, "mask " + name.dotted());
                    for (LogEvent event : Lines.events(settings, SECRETS, line)) {
                        if (event.index() == plain.index()) {
                            redacted++;
                            assertNowhere(event, value, "%s of %s".formatted(name, new String(line, UTF_8)));
                        }
                    }
                }
            }
        }
        assertThat(redacted).isPositive();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aPlantedSecretIsInNothingThatLeaves(String format) {
        Random random = new Random(format.hashCode());
        List<byte[]> lines = SampleLines.of(Formats.of(format));
        LineSettings settings = settings(format, "mask card", "hash mail", "drop token");
        int events = 0;
        for (int i = 0; i < LINES; i++) {
            String secret = PLANTED.get(random.nextInt(PLANTED.size()));
            String written = ENCODINGS.get(random.nextInt(ENCODINGS.size())).apply(secret);
            byte[] line = planted(lines.get(random.nextInt(lines.size())), written, random);

            Lines.Outcome outcome = Lines.outcome(settings, SECRETS, line);

            String seen = "%s in %s".formatted(secret, new String(line, UTF_8));
            for (LogEvent event : outcome.events()) {
                assertNowhere(event, secret, seen);
                events++;
            }
            outcome.letters().forEach(letter -> assertNotIn(new String(letter, ISO_8859_1), secret, seen));
            outcome.reasons().forEach(reason -> assertNotIn(reason, secret, seen));
        }
        assertThat(events).isPositive();
    }

    /** Letters and digits between two characters that are none give way to the secret, as a value would. */
    private static byte[] planted(byte[] line, String secret, Random random) {
        String text = new String(line, ISO_8859_1);
        int at = text.isEmpty() ? 0 : random.nextInt(text.length());
        int from = at;
        while (from > 0 && isOfWord(text.charAt(from - 1))) {
            from--;
        }
        int to = at;
        while (to < text.length() && isOfWord(text.charAt(to))) {
            to++;
        }
        return (text.substring(0, from) + secret + text.substring(to)).getBytes(ISO_8859_1);
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || "_-.+@%\\&#;".indexOf(c) >= 0;
    }

    /** A mask leaves the network of an address. */
    private static boolean isNetwork(String value) {
        return value.endsWith(".0") || value.endsWith("::");
    }

    private static void assertNowhere(LogEvent event, String secret, String seen) {
        assertNoByteIsBesideTheFields(event, seen);
        for (FieldName name : names(event)) {
            assertNotIn(name.dotted(), secret, seen);
            assertThat(event.text(name)).as(seen).isNotNull();
        }
        assertNotIn(new String(event.slice(Field.EVENT_ORIGINAL), UTF_8), secret, seen);
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try {
            new EcsJson().write(event, json);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        assertNotIn(json.toString(UTF_8), secret, seen);
        for (Field field : Field.values()) {
            if (field.isSlice() && field != Field.EVENT_ORIGINAL && event.has(field)) {
                int from = event.offsetOf(field);
                assertThat(Utf8.isValid(event.bytes(), from, from + event.lengthOf(field)))
                        .as(seen)
                        .isTrue();
            }
        }
    }

    /** What no field refers to is sent nowhere, but is held in memory: there is nothing of it. */
    private static void assertNoByteIsBesideTheFields(LogEvent event, String seen) {
        if (event.openIndex(Redactor.LABEL) < 0) {
            return;
        }
        BitSet covered = new BitSet();
        for (Field field : Field.values()) {
            if (field.isSlice() && event.has(field)) {
                covered.set(event.offsetOf(field), event.offsetOf(field) + event.lengthOf(field));
            }
        }
        for (int i = 0; i < event.openCount(); i++) {
            covered.set(event.openOffset(i), event.openOffset(i) + event.openLength(i));
        }
        assertThat(covered.cardinality()).as(seen).isEqualTo(event.bytes().length);
    }

    private static void assertNotIn(String text, String secret, String seen) {
        String decoded = text;
        for (int i = 0; i < 3; i++) {
            assertThat(decoded).as(seen).doesNotContain(secret);
            decoded = decoded(decoded);
        }
    }

    private static final Pattern ESCAPE =
            Pattern.compile("%([0-9a-fA-F]{2})|\\\\u([0-9a-f]{4})|\\\\x([0-9A-F]{2})|&#([0-9]{1,5});");

    /** As simple as can be: not how the redactor does it. */
    private static String decoded(String text) {
        return ESCAPE.matcher(text).replaceAll(found -> {
            int code = found.group(4) != null
                    ? Integer.parseInt(found.group(4))
                    : Integer.parseInt(
                            found.group(1) != null
                                    ? found.group(1)
                                    : found.group(2) != null ? found.group(2) : found.group(3),
                            16);
            return Matcher.quoteReplacement(Character.toString((char) code));
        });
    }

    private static String each(String plain, String form) {
        StringBuilder encoded = new StringBuilder();
        plain.chars().forEach(c -> encoded.append(form.formatted(c)));
        return encoded.toString();
    }

    private static List<FieldName> names(LogEvent event) {
        List<FieldName> names = new ArrayList<>();
        for (Field field : Field.values()) {
            if (event.has(field) && field.isSlice() && field != Field.EVENT_ORIGINAL) {
                names.add(FieldName.of(field));
            }
        }
        for (int i = 0; i < event.openCount(); i++) {
            if (!event.openName(i).startsWith(OpenNames.OURS)) {
                names.add(FieldName.parse(event.openName(i)));
            }
        }
        return names;
    }

    private static LineSettings settings(String format, String... rules) {
        List<RedactionRule> parsed = new ArrayList<>();
        for (String rule : rules) {
            parsed.add(RedactionRule.parse(rule));
        }
        return LineSettings.of(format)
                .withTreatment(Treatment.NONE.withRedaction(new Redaction(parsed, Optional.of("key"))));
    }
}
