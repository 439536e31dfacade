package io.drey.format.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Rejection;
import io.drey.format.FileOrigin;
import io.drey.format.Formats;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.ParsedBytes;
import io.drey.format.Parsing;
import io.drey.format.SampleLines;
import io.drey.format.Treatment;
import io.drey.format.enrich.EnrichmentSources;
import io.drey.format.redact.Redaction;
import io.drey.format.redact.RedactionRule;
import io.drey.format.redact.RedactionSecrets;
import io.drey.format.redact.Redactor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Redaction of lines: the first byte says of which format. What was looked for is gone from all that leaves, and what was redacted
 * stays the same if it is redacted again.
 */
final class RedactionTarget implements FuzzTarget {

    /** Looked for by an expression, and in all seeds: it must be nowhere behind. */
    private static final String SECRET = "sesame7";

    private static final List<String> FORMATS = List.of("combined", "json", "rfc5424", "app", "kv", "syslog");
    private static final RedactionSecrets SECRETS =
            name -> Optional.of("0123456789abcdef0123456789abcdef".getBytes(UTF_8));
    private static final Redaction RULES = new Redaction(
            Stream.of("mask card", "drop mail", "hash token", "hash user.name", "mask ?key", "mask /" + SECRET + "/")
                    .map(RedactionRule::parse)
                    .toList(),
            Optional.of("key"));

    private final LogEventCodec codec = new LogEventCodec();
    private final List<LinePipeline> pipelines = FORMATS.stream()
            .map(format -> new LinePipeline(
                    LineSettings.of(format).withTreatment(Treatment.NONE.withRedaction(RULES)),
                    SECRETS,
                    EnrichmentSources.none()))
            .toList();
    private final Redactor again = new Redactor(RULES, SECRETS);

    @Override
    public String name() {
        return "redaction";
    }

    @Override
    public void take(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] line = Arrays.copyOfRange(input, 1, input.length);
        List<Object> taken = new ArrayList<>();
        pipelines.get((input[0] & 0xff) % FORMATS.size()).process(Parsing.event(line), new LinePipeline.Output() {
            @Override
            public void event(EventBuilder event) {
                taken.add(event);
                ParsedBytes.checkEvent(codec, event, () -> Arrays.toString(input));
                gone(event.bytes(), input);
                byte[] original = event.slice(Field.EVENT_ORIGINAL);
                again.redact(event);
                assertThat(event.slice(Field.EVENT_ORIGINAL))
                        .as(() -> Arrays.toString(input))
                        .isEqualTo(original);
            }

            @Override
            public void dropped(LogEvent at, String reason) {
                throw new AssertionError("dropped by " + reason);
            }

            @Override
            public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
                taken.add(rejection);
                byte[] letter = Arrays.copyOfRange(at.bytes(), from, to);
                gone(letter, input);
                assertThat(again.redact(letter, 0, letter.length, rejection).bytes())
                        .as(() -> Arrays.toString(input))
                        .isEqualTo(letter);
            }
        });
        assertThat(taken).isNotEmpty();
    }

    private static void gone(byte[] bytes, byte[] input) {
        assertThat(new String(bytes, UTF_8)).as(() -> Arrays.toString(input)).doesNotContain(SECRET);
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < FORMATS.size(); i++) {
            char format = (char) i;
            SampleLines.of(Formats.of(FORMATS.get(i))).forEach(line -> seeds.add(prefixed(format, line)));
        }
        String secrets = "4111 1111 1111 1111 alice%40example.org eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln " + SECRET;
        for (String line : List.of(
                "\u0000192.0.2.1 - alice [04/Mar/2026:05:06:07 +0000] \"GET /?key=alice&x=%s HTTP/1.1\" 200 9 \"-\" \"c\"",
                "\u0001{\"time\":\"2026-03-04T05:06:07Z\",\"user\":{\"name\":\"al\\u0069ce\"},\"message\":\"%s\",\"n\":4111111111111111}",
                "\u0002<34>1 2026-03-04T05:06:07Z h a 1 - [x@1 user=\"alice\"] %s",
                "\u00032024-05-01 12:00:00,123 ERROR [main] a.B - %s",
                "\u0004time=2026-03-04T05:06:07Z user=alice msg=\"%s\"",
                "\u0005<34>Mar  4 05:06:07 h su: %s")) {
            seeds.add(line.replace("%s", secrets).getBytes(UTF_8));
        }
        return seeds;
    }

    static byte[] prefixed(char first, byte[] line) {
        byte[] seed = new byte[line.length + 1];
        seed[0] = (byte) first;
        System.arraycopy(line, 0, seed, 1, line.length);
        return seed;
    }
}
