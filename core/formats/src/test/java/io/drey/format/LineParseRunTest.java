package io.drey.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.DatasetId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineParseRunTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant ARRIVAL = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final DatasetId ACME_ACCESS = new DatasetId("acme", "access");
    private static final String LINE = "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5";

    @Test
    void writesAnEventForALine() throws IOException {
        List<JsonNode> results = run("common", LINE + "\n", 100);

        assertThat(results)
                .containsExactly(JSON.readTree("{\"@timestamp\":\"2015-05-17T10:05:03.000Z\","
                        + "\"data_stream\":{\"namespace\":\"acme\",\"dataset\":\"access\"},"
                        + "\"event\":{\"id\":\"test.log.0.0.0\",\"created\":\"2026-01-02T03:04:05.678Z\","
                        + "\"timezone\":\"+0000\",\"original\":"
                        + JSON.writeValueAsString(LINE) + "},"
                        + "\"source\":{\"ip\":\"1.2.3.4\",\"address\":\"1.2.3.4\"},"
                        + "\"http\":{\"request\":{\"method\":\"GET\"},\"version\":\"1.1\","
                        + "\"response\":{\"status_code\":200,\"body\":{\"bytes\":5}}},"
                        + "\"url\":{\"original\":\"/\",\"path\":\"/\"}}"));
    }

    @Test
    void writesADeadLetterWithPlaceAndBytes() throws IOException {
        assertThat(runToText("common", LINE + "\nx y\n"))
                .endsWith("\n{\"dead_letter\":{\"reason\":\"the line ends within the client's identity\","
                        + "\"position\":{\"file\":\"test.log\",\"line\":2,\"column\":4},\"raw_base64\":\"eCB5\"}}\n");
    }

    @Test
    void whatCameBeforeAFailureOfTheInputIsWritten() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        IOException damage = new IOException("damaged");
        InputStream in = new SequenceInputStream(
                new ByteArrayInputStream((LINE + "\n").getBytes(UTF_8)), new DamagedInput(damage));

        assertThatThrownBy(() -> new LineParseRun("common", "test.log").run(in, out))
                .isSameAs(damage);

        assertThat(out.toString(UTF_8))
                .contains("\"source\":{\"ip\":\"1.2.3.4\"")
                .endsWith("\n");
    }

    @Test
    void anInputThatFollowsGoesOnWithTheYearsOfTheOneBefore() throws IOException {
        LineSettings settings = LineSettings.of("rfc3164")
                .withOptions(FormatOptions.DEFAULT.withMissingYear(new MissingYear.From(2004)));
        LineParseRun first = new LineParseRun(settings, "messages.1", ACME_ACCESS, InstantSource.fixed(ARRIVAL));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        first.run(new ByteArrayInputStream("Dec 31 23:59:59 host su: a\n".getBytes(UTF_8)), out);
        first.followedBy("messages").run(new ByteArrayInputStream("Jan  1 00:00:00 host su: b".getBytes(UTF_8)), out);

        assertThat(out.toString(UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("2004-12-31T23:59:59.000Z", "\"messages.1.0.0.0\""),
                        line -> assertThat(line).contains("2005-01-01T00:00:00.000Z", "\"messages.0.0.0\""));
    }

    @Test
    void onlyALineFeedEndsALine() throws IOException {
        String odd = "\"a\r\u0085\u2028\u000b\u000cb\"";
        List<JsonNode> results = run("json", odd + "\r\n{}\n\n\r\n\"c\"\r\r\n\"last\"\r", 1000);

        assertThat(results).hasSize(6);
        assertThat(raw(results.get(0))).isEqualTo(odd.getBytes(UTF_8));
        assertThat(results.get(1).at("/event/original").textValue()).isEqualTo("{}");
        assertThat(results.get(2).at("/dead_letter/reason").textValue()).isEqualTo("empty line");
        assertThat(results.get(3).at("/dead_letter/position/line").intValue()).isEqualTo(4);
        assertThat(results.get(3).at("/dead_letter/position/column").intValue()).isZero();
        assertThat(results.get(3).at("/dead_letter/raw_base64").textValue()).isEmpty();
        assertThat(results.get(4).at("/event/original").textValue()).isEqualTo("\"c\"\r");
        assertThat(results.get(5).at("/event/original").textValue()).isEqualTo("\"last\"\r");
        assertThat(results.get(5).at("/event/id").textValue())
                .isEqualTo("test.log.0.%d.0".formatted(odd.getBytes(UTF_8).length + 2 + 3 + 1 + 2 + 6));
    }

    @Test
    void nothingInGivesNothingOut() throws IOException {
        assertThat(run("combined", "", 10)).isEmpty();
    }

    @Test
    void keepsBytesThatAreNoText() throws IOException {
        byte[] line = LINE.replace("GET /", "GET /\u00ff\0\u00e9").getBytes(ISO_8859_1);

        JsonNode event = results("common", new ByteArrayInputStream(line), LineLimit.DEFAULT)
                .get(0);

        assertThat(Base64.getDecoder().decode(event.at("/event/original_base64").textValue()))
                .isEqualTo(line);
        assertThat(event.at("/event/original").textValue()).contains("GET /\ufffd\0\ufffd");
        assertThat(event.at("/url/path").textValue()).isEqualTo("/\ufffd\0\ufffd");
    }

    @Test
    void takesLinesUpToTheLimitAndNotBeyond() throws IOException {
        for (String end : new String[] {"", "\n", "\r\n"}) {
            for (int length = 95; length <= 105; length++) {
                byte[] input = ("\"" + "x".repeat(length - 2) + "\"" + end).getBytes(UTF_8);

                List<JsonNode> results = results("json", new ByteArrayInputStream(input), new LineLimit(100));

                assertThat(results).hasSize(1);
                assertThat(results.get(0).has("dead_letter"))
                        .as("%d bytes", length)
                        .isEqualTo(length > 100);
                assertThat(raw(results.get(0))).isEqualTo(Arrays.copyOf(input, length));
            }
        }
    }

    @Test
    void splitsTheSameWhateverTheReadsReturn() throws IOException {
        Random random = new Random(11);
        for (int round = 0; round < 30; round++) {
            List<byte[]> expected = new ArrayList<>();
            ByteArrayOutputStream input = new ByteArrayOutputStream();
            for (int i = 0; i < 20; i++) {
                byte[] line =
                        new byte[random.nextInt(10) == 0 ? 50_000 + random.nextInt(200_000) : random.nextInt(300)];
                for (int k = 0; k < line.length; k++) {
                    line[k] = (byte) "ab\r\0\u00ff\"".charAt(random.nextInt(6));
                }
                boolean hasReturn = random.nextBoolean();
                expected.add(
                        !hasReturn && line.length > 0 && line[line.length - 1] == '\r'
                                ? Arrays.copyOf(line, line.length - 1)
                                : line);
                input.write(line);
                input.write(hasReturn ? "\r\n".getBytes(UTF_8) : "\n".getBytes(UTF_8));
            }
            InputStream trickle = new TricklingInput(input.toByteArray(), random);

            List<JsonNode> results = results("combined", trickle, new LineLimit(random.nextBoolean() ? 100 : 60_000));

            assertThat(results).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(raw(results.get(i))).isEqualTo(expected.get(i));
                assertThat(results.get(i).at("/dead_letter/position/line").intValue())
                        .isEqualTo(i + 1);
            }
        }
    }

    @Test
    void passesOnALineOf64MegabytesExactlyWithoutHoldingIt() throws IOException {
        byte[] block = new byte[1 << 20];
        new Random(5).nextBytes(block);
        for (int i = 0; i < block.length; i++) {
            block[i] = block[i] == '\n' ? 0 : block[i];
        }
        List<InputStream> blocks = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            blocks.add(new ByteArrayInputStream(block));
        }
        blocks.add(new ByteArrayInputStream("\r\nnext".getBytes(UTF_8)));
        DecodingOutput out = new DecodingOutput(block);

        ParseCounts counts =
                new LineParseRun("combined", "big").run(new SequenceInputStream(Collections.enumeration(blocks)), out);

        assertThat(counts).isEqualTo(new ParseCounts(2, 0, 2, 0, 0));
        assertThat(out.raw).isEqualTo(64L << 20);
        assertThat(out.largestWrite).isLessThan(4 << 20);
    }

    @Test
    void countsWhatItWrote() throws IOException {
        ParseCounts counts = new LineParseRun("common", "test.log")
                .run(
                        new ByteArrayInputStream((LINE + "\nx\n" + LINE).getBytes(UTF_8)),
                        OutputStream.nullOutputStream());

        assertThat(counts).isEqualTo(new ParseCounts(3, 2, 1, 0, 0));
    }

    @Test
    void refusesAnUnknownFormatBeforeItReads() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LineParseRun("nonsense", "x"));
    }

    private static byte[] raw(JsonNode result) {
        if (result.has("dead_letter")) {
            return Base64.getDecoder()
                    .decode(result.at("/dead_letter/raw_base64").textValue());
        }
        return result.at("/event/original").textValue().getBytes(UTF_8);
    }

    private static List<JsonNode> run(String format, String input, int limit) throws IOException {
        return results(format, new ByteArrayInputStream(input.getBytes(UTF_8)), new LineLimit(limit));
    }

    private static String runToText(String format, String input) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new LineParseRun(format, "test.log").run(new ByteArrayInputStream(input.getBytes(UTF_8)), out);
        return out.toString(UTF_8);
    }

    @Test
    void joinsTheLinesOfTracesAndNumbersLinesAllTheSame() throws IOException {
        LineSettings settings = LineSettings.of("app").withMultiline(Multiline.of("java"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String log =
                "2024-05-01 10:00:00,123 ERROR com.acme.Shop - boom\r\n\tat com.acme.Shop\nno line\n\tat com.acme.Shop";

        ParseCounts counts = new LineParseRun(settings, "test.log", ACME_ACCESS, InstantSource.fixed(ARRIVAL))
                .run(new ByteArrayInputStream(log.getBytes(UTF_8)), out);

        assertThat(counts).isEqualTo(new ParseCounts(4, 1, 2, 0, 1));
        List<JsonNode> results = new ArrayList<>();
        for (String line : out.toString(UTF_8).split("\n", 3)) {
            results.add(JSON.readTree(line));
        }
        assertThat(results.get(0).at("/message").asText()).isEqualTo("boom\n\tat com.acme.Shop");
        assertThat(results.get(1).at("/dead_letter/position/line").asInt()).isEqualTo(3);
        assertThat(results.get(2).at("/dead_letter/position/line").asInt()).isEqualTo(4);
    }

    private static List<JsonNode> results(String format, InputStream input, LineLimit limit) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ParseCounts counts = new LineParseRun(
                        LineSettings.of(format).withLimit(limit), "test.log", ACME_ACCESS, InstantSource.fixed(ARRIVAL))
                .run(input, out);
        List<JsonNode> results = new ArrayList<>();
        for (String line : out.toString(UTF_8).split("\n", -1)) {
            if (!line.isEmpty()) {
                results.add(JSON.readTree(line));
            }
        }
        assertThat(counts.lines()).isEqualTo(results.size());
        return results;
    }

    /** Returns few bytes at a time, now and then many. */
    private static final class TricklingInput extends ByteArrayInputStream {

        private final Random random;

        private TricklingInput(byte[] bytes, Random random) {
            super(bytes);
            this.random = random;
        }

        @Override
        public synchronized int read(byte[] target, int from, int count) {
            int bound = random.nextInt(4) == 0 ? 100_000 : 3000;
            return super.read(target, from, Math.min(count, 1 + random.nextInt(bound)));
        }
    }

    /** Cannot be read. */
    private static final class DamagedInput extends InputStream {

        private final IOException damage;

        private DamagedInput(IOException damage) {
            this.damage = damage;
        }

        @Override
        public int read() throws IOException {
            throw damage;
        }

        @Override
        public int read(byte[] target, int from, int count) throws IOException {
            throw damage;
        }
    }

    /** Decodes the Base64 of the first line and compares it with blocks. */
    private static final class DecodingOutput extends OutputStream {

        private static final String BEFORE_RAW = "\"raw_base64\":\"";

        private final byte[] block;
        private final byte[] four = new byte[4];
        private final StringBuilder head = new StringBuilder();
        private int filled;
        private boolean ended;
        private long raw;
        private int largestWrite;

        private DecodingOutput(byte[] block) {
            this.block = block;
        }

        @Override
        public void write(int b) {
            if (ended) {
                return;
            }
            if (head.indexOf(BEFORE_RAW) < 0) {
                head.append((char) b);
            } else if (b == '"') {
                ended = true;
            } else {
                four[filled++] = (byte) b;
                if (filled == 4) {
                    filled = 0;
                    for (byte decoded : Base64.getDecoder().decode(four)) {
                        if (decoded != block[(int) (raw++ % block.length)]) {
                            throw new AssertionError("byte %d differs".formatted(raw - 1));
                        }
                    }
                }
            }
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            largestWrite = Math.max(largestWrite, count);
            for (int i = from; i < from + count; i++) {
                write(bytes[i]);
            }
        }
    }
}
