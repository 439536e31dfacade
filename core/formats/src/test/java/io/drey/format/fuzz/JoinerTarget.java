package io.drey.format.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.EventOrigin;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Rejection;
import io.drey.format.Envelope;
import io.drey.format.FileOrigin;
import io.drey.format.LineJoiner;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.Multiline;
import io.drey.format.ParsedBytes;
import io.drey.format.Parsing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Lines that are joined: the first byte says by which rule and out of which envelope, the second after which line the joiner is taken
 * out of a snapshot, the rest are lines. Each position leaves once and in order, and a snapshot changes nothing.
 */
final class JoinerTarget implements FuzzTarget {

    private static final EventOrigin ORIGIN =
            new EventOrigin(new DatasetId("acme", "app"), "id-of-raw.acme.app", "raw.acme.app", 0);
    private static final List<String> RULES = List.of("java", "python", "go", "indented", "parts", "start /^\\d/");
    private static final List<Envelope> ENVELOPES = List.of(Envelope.NONE, Envelope.CRI, Envelope.DOCKER);

    private final LogEventCodec codec = new LogEventCodec();

    @Override
    public String name() {
        return "joiner";
    }

    @Override
    public void take(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int choice = input[0] & 0xff;
        Multiline bounds =
                new Multiline(Multiline.Rule.parse(RULES.get(choice % RULES.size())), 5, 200, Multiline.WAIT);
        LinePipeline pipeline = new LinePipeline(LineSettings.of("app")
                .withEnvelope(ENVELOPES.get(choice / RULES.size() % ENVELOPES.size()))
                .withMultiline(bounds));
        List<byte[]> lines = lines(input, 2);
        Taken whole = joined(pipeline, lines, -1);
        assertThat(whole.offsets)
                .as(() -> Arrays.toString(input))
                .containsExactly(LongStream.range(0, lines.size()).boxed().toArray(Long[]::new));
        assertThat(joined(pipeline, lines, (input[1] & 0xff) % lines.size()).all)
                .as(() -> Arrays.toString(input))
                .isEqualTo(whole.all);
    }

    private Taken joined(LinePipeline pipeline, List<byte[]> lines, int cut) {
        LineJoiner joiner = new LineJoiner(pipeline);
        Taken taken = new Taken(lines);
        long millis = Parsing.ARRIVAL_MILLIS;
        for (int i = 0; i < lines.size(); i++) {
            byte[] line = lines.get(i);
            millis += line.length % 7 == 0 ? 900 : 10;
            joiner.add(new EventBuilder(ORIGIN, i, 0, millis, line.clone()), taken);
            if (i == cut) {
                byte[] snapshot = joiner.snapshot();
                joiner = new LineJoiner(pipeline);
                joiner.restore(snapshot, ORIGIN);
            }
        }
        joiner.flush(taken);
        assertThat(joiner.isEmpty()).isTrue();
        return taken;
    }

    private static List<byte[]> lines(byte[] input, int start) {
        List<byte[]> lines = new ArrayList<>();
        int from = start;
        for (int i = start; i <= input.length; i++) {
            if (i == input.length || input[i] == '\n') {
                lines.add(Arrays.copyOfRange(input, from, i));
                from = i + 1;
            }
        }
        return lines;
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        String trace =
                "2024-05-01 12:00:00,123 ERROR [main] com.acme.Shop - boom\njava.lang.Error: x\n\tat a.B.c(D.java:3)\nCaused by: y\n2024-05-01 12:00:01,000 INFO  [main] com.acme.Shop - well";
        for (int choice = 0; choice < RULES.size(); choice++) {
            seeds.add(((char) choice + "\u0002" + trace).getBytes(UTF_8));
        }
        seeds.add(((char) RULES.size() + "\u0001"
                        + "2022-10-03T19:59:43.5Z stderr P 2024-05-01 12:00:00,1 ERROR \n2022-10-03T19:59:43.6Z stderr F [a] b - c\n2022-10-03T19:59:43.6Z stdout F \tat x")
                .getBytes(UTF_8));
        seeds.add(((char) (2 * RULES.size() + 4) + "\u0001"
                        + "{\"log\":\"2024-05-01 12:00:00,1 ERROR [a] \",\"stream\":\"stderr\",\"time\":\"2022-10-03T19:59:43.5Z\"}\n{\"log\":\"b - c\\n\",\"stream\":\"stderr\",\"time\":\"2022-10-03T19:59:43.5Z\"}")
                .getBytes(UTF_8));
        return seeds;
    }

    private final class Taken implements LineJoiner.Output {

        private final List<byte[]> lines;
        private final List<Long> offsets = new ArrayList<>();
        private final List<String> all = new ArrayList<>();

        private Taken(List<byte[]> lines) {
            this.lines = lines;
        }

        private void take(LogEvent at, String what) {
            // A record of several lines leaves as several, at one position.
            if (at.index() == 0) {
                offsets.add(at.offset());
            }
            all.add(at.offset() + "/" + at.index() + " " + what);
        }

        @Override
        public void event(EventBuilder event) {
            ParsedBytes.checkEvent(codec, event, event::toString);
            take(event, event.toString());
        }

        @Override
        public void joined(LogEvent at, long firstOffset) {
            assertThat(firstOffset).isLessThan(at.offset());
            take(at, "joined to " + firstOffset);
        }

        @Override
        public void dropped(LogEvent at, String reason) {
            throw new AssertionError("dropped by " + reason);
        }

        @Override
        public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
            byte[] letter = Arrays.copyOfRange(at.bytes(), from, to);
            if (at.index() == 0 && to - from == lines.get((int) at.offset()).length) {
                assertThat(letter).isEqualTo(lines.get((int) at.offset()));
            }
            take(at, rejection + " " + Arrays.toString(letter));
        }
    }
}
