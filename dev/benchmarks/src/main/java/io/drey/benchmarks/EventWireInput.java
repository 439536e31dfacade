package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.EventOrigin;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Events to write to a topic and to read from it. */
enum EventWireInput {
    /** Combined lines as {@link AccessLogInput} makes them. */
    COMBINED {
        @Override
        LogEvent[] events(EventOrigin origin, int count) throws IOException {
            Path folder = Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs"));
            Lines lines = Lines.read(new AccessLogInput(100_000, 7).in(folder), count);
            return combined(origin, lines.bytes, count);
        }
    },
    /** The real combined lines of the samples. */
    REAL {
        @Override
        LogEvent[] events(EventOrigin origin, int count) throws IOException {
            Path samples = Path.of(System.getProperty("drey.home", "../.."), "..", "shared", "samples");
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try (Stream<Path> files = Files.walk(samples)) {
                for (Path file : files.filter(each -> each.toString().endsWith(".log"))
                        .sorted()
                        .toList()) {
                    all.write(LakeLanding.linesOf("combined", Files.readAllBytes(file)));
                }
            }
            return combined(origin, all.toByteArray(), count);
        }
    },
    /** JSON objects with five members that have a field of their own, and fifteen that have none. */
    JSON {
        @Override
        LogEvent[] events(EventOrigin origin, int count) {
            SplittableRandom random = new SplittableRandom(7);
            LogEvent[] events = new LogEvent[count];
            for (int i = 0; i < count; i++) {
                events[i] = json(origin, i, random);
            }
            return events;
        }
    };

    private static final long CREATED = 1_741_000_000_000L;
    private static final int LINES_A_MILLISECOND = 5;
    private static final List<Field> JSON_FIELDS =
            List.of(Field.LOG_LEVEL, Field.SERVICE_NAME, Field.HOST_NAME, Field.MESSAGE, Field.TRACE_ID);
    private static final String[] JSON_NAMES = {
        "labels.order.id",
        "labels.order.state",
        "labels.order.items",
        "labels.order.total",
        "labels.customer.tier",
        "labels.customer.country",
        "labels.cart.age_ms",
        "labels.payment.method",
        "labels.payment.attempt",
        "labels.warehouse",
        "labels.region",
        "labels.build",
        "labels.feature.express",
        "labels.queue.depth",
        "labels.elapsed_ms"
    };

    /** So many events, the first ones again where there are fewer. Each has a line of its own. */
    abstract LogEvent[] events(EventOrigin origin, int count) throws IOException;

    static LogEvent[] of(EventWireInput input, int count) throws IOException {
        EventOrigin origin =
                new EventOrigin(new DatasetId("bench", "access"), "AAAAAAAAAAAAAAAAAAAAAA", "raw.bench.access", 0);
        return input.events(origin, count);
    }

    private static LogEvent[] combined(EventOrigin origin, byte[] lines, int count) {
        LineParser parser = Formats.parser("combined");
        LogEvent[] events = new LogEvent[count];
        int start = 0;
        for (int i = 0; i < count; i++) {
            if (start >= lines.length) {
                start = 0;
            }
            int end = LakeLanding.lineEnd(lines, start);
            byte[] line = Arrays.copyOfRange(lines, start, end);
            EventBuilder event = new EventBuilder(origin, i, 0, CREATED + i / LINES_A_MILLISECOND, line);
            if (parser.parse(event, 0, line.length) != null) {
                throw new IllegalStateException("line %d was rejected".formatted(i + 1));
            }
            event.ingestedMillis(event.createdMillis() / 1000 * 1000);
            events[i] = event;
            start = end + 1;
        }
        return events;
    }

    private static LogEvent json(EventOrigin origin, int number, SplittableRandom random) {
        String[] fixed = {
            number % 20 == 0 ? "WARN" : "INFO",
            "order-" + number % 5,
            "web-%02d.example".formatted(random.nextInt(12)),
            "order state changed after " + random.nextInt(900) + " ms",
            "%016x%016x".formatted(random.nextLong(), random.nextLong())
        };
        String[] open = {
            Long.toString(70_000_000L + number),
            number % 3 == 0 ? "paid" : "packed",
            Integer.toString(1 + random.nextInt(9)),
            "%d.%02d".formatted(random.nextInt(400), random.nextInt(100)),
            number % 7 == 0 ? "gold" : "plain",
            new String[] {"DE", "FR", "US", "PL"}[random.nextInt(4)],
            Integer.toString(random.nextInt(100_000)),
            new String[] {"card", "invoice", "transfer"}[random.nextInt(3)],
            Integer.toString(1 + number % 2),
            "wh-" + random.nextInt(6),
            "eu-central-" + (1 + random.nextInt(2)),
            "2026.03.04-1",
            number % 4 == 0 ? "true" : "false",
            Integer.toString(random.nextInt(50)),
            Integer.toString(random.nextInt(900))
        };
        StringBuilder line = new StringBuilder(512).append('{');
        int[] fixedAt = new int[fixed.length];
        int[] openAt = new int[open.length];
        for (int i = 0; i < fixed.length; i++) {
            line.append('"').append(JSON_FIELDS.get(i).ecsName()).append("\":\"");
            fixedAt[i] = line.length();
            line.append(fixed[i]).append("\",");
        }
        for (int i = 0; i < open.length; i++) {
            line.append('"').append(JSON_NAMES[i].substring("labels.".length())).append("\":\"");
            openAt[i] = line.length();
            line.append(open[i]).append(i + 1 == open.length ? "\"}" : "\",");
        }
        byte[] bytes = line.toString().getBytes(UTF_8);
        EventBuilder event = new EventBuilder(origin, number, 0, CREATED + number / LINES_A_MILLISECOND, bytes);
        event.timestampMicros(event.createdMillis() * 1000 - random.nextInt(5_000_000));
        event.ingestedMillis(event.createdMillis() / 1000 * 1000);
        for (int i = 0; i < fixed.length; i++) {
            event.put(JSON_FIELDS.get(i), fixedAt[i], fixed[i].length());
        }
        for (int i = 0; i < open.length; i++) {
            event.putOpen(JSON_NAMES[i], openAt[i], open[i].length());
        }
        event.put(Field.EVENT_ORIGINAL, 0, bytes.length);
        return event;
    }
}
