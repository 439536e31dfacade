package io.drey.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.LogEventCodec;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged lines give an event or a rejection, whatever the damage, and an event keeps the line. */
class HostileLinesTest {

    private static final byte[] LIKELY = "\"\\ -[]{}:,0123456789?/\0\u001b\r\t".getBytes(UTF_8);
    private static final int LINES = 30_000;

    static Collection<String> formats() {
        return Formats.names();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void giveAnEventOrARejection(String format) {
        long seed = format.hashCode();
        Random random = new Random(seed);
        LineParser parser = Formats.parser(format);
        LogEventCodec codec = new LogEventCodec();
        List<byte[]> lines = SampleLines.of(Formats.of(format));
        int events = 0;
        int rendered = 0;
        for (int i = 0; i < LINES; i++) {
            byte[] line = damaged(lines.get(random.nextInt(lines.size())), random);
            // Once alone, once with bytes around it.
            int before = random.nextInt(2) * random.nextInt(20);
            byte[] bytes = new byte[before + line.length + (before == 0 ? 0 : random.nextInt(20))];
            random.nextBytes(bytes);
            System.arraycopy(line, 0, bytes, before, line.length);

            int number = i;
            Supplier<String> seen = () -> "seed %d, line %d: %s".formatted(seed, number, Arrays.toString(line));
            switch (ParsedBytes.check(parser, codec, bytes, before, before + line.length, seen)) {
                case REJECTED -> {}
                case EVENT -> events++;
                case RENDERED -> {
                    events++;
                    rendered++;
                }
            }
        }
        // Both outcomes must be common, or the damage tests nothing.
        assertThat(events).isBetween(LINES / 100, LINES * 9 / 10);
        if (!Formats.of(format).renderers().isEmpty()) {
            assertThat(rendered).isBetween(LINES / 1000, events - LINES / 1000);
        }
    }

    private static byte[] damaged(byte[] line, Random random) {
        byte[] damaged = line;
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(damaged.length + 1);
            switch (random.nextInt(6)) {
                case 0 -> damaged = Arrays.copyOf(damaged, at);
                case 1 -> damaged = spliced(damaged, at, at, new byte[] {LIKELY[random.nextInt(LIKELY.length)]});
                case 2 -> damaged = spliced(damaged, at, at, new byte[] {(byte) random.nextInt(256)});
                case 3 ->
                    damaged = spliced(damaged, at, Math.min(damaged.length, at + 1), new byte[] {
                        LIKELY[random.nextInt(LIKELY.length)]
                    });
                case 4 -> damaged = spliced(damaged, at, Math.min(damaged.length, at + random.nextInt(9)), new byte[0]);
                default -> {
                    byte[] noise = new byte[random.nextInt(12)];
                    random.nextBytes(noise);
                    damaged = spliced(damaged, at, Math.min(damaged.length, at + random.nextInt(3)), noise);
                }
            }
        }
        return damaged;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] inserted) {
        byte[] spliced = new byte[bytes.length - (to - from) + inserted.length];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(inserted, 0, spliced, from, inserted.length);
        System.arraycopy(bytes, to, spliced, from + inserted.length, bytes.length - to);
        return spliced;
    }
}
