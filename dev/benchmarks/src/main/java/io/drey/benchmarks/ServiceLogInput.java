package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Makes the input of benchmarks: a service's log as JSON, about 400 bytes a line, with fields that everybody knows, open ones,
 * escapes and arrays. Four loggers have members of their own. Equal settings give equal bytes.
 *
 * @param lines how many lines
 * @param seed decides all of them
 */
record ServiceLogInput(int lines, long seed) {

    private static final Instant START = Instant.parse("2025-03-01T00:00:00Z");
    private static final int LINES_PER_SECOND = 200;
    private static final String[] LEVELS = {"info", "info", "info", "info", "debug", "warn", "error"};
    private static final String[] METHODS = {"GET", "GET", "GET", "POST", "PUT"};
    private static final int[] STATUSES = {200, 200, 200, 200, 201, 304, 404, 500};
    private static final String[] TAGS = {"[\"eu\",\"web\"]", "[\"eu\"]", "[\"us\", \"batch\"]", "[]"};

    /** The file in a folder, made unless it is there. */
    Path in(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("service-%d-%d.json".formatted(lines, seed));
        if (!Files.exists(file)) {
            Path part = folder.resolve(file.getFileName() + ".part");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 20)) {
                SplittableRandom random = new SplittableRandom(seed);
                for (int i = 0; i < lines; i++) {
                    out.write(line(i, random).getBytes(UTF_8));
                }
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return file;
    }

    private static String line(int number, SplittableRandom random) {
        Instant time = START.plusMillis(number * 1000L / LINES_PER_SECOND);
        String begins =
                "{\"time\":\"%s\",\"level\":\"%s\",\"service\":{\"name\":\"shop\",\"version\":\"1.%d.0\"},\"k8s\":{\"pod\":{\"name\":\"shop-%d\"}},\"trace_id\":\"%016x%016x\","
                        .formatted(
                                time,
                                LEVELS[random.nextInt(LEVELS.length)],
                                number / 100_000,
                                random.nextInt(12),
                                random.nextLong(),
                                random.nextLong());
        int customer = skewed(random, 50_000);
        return begins
                + switch (random.nextInt(4)) {
                    case 0 ->
                        "\"logger\":\"http\",\"msg\":\"request done\",\"http\":{\"request\":{\"method\":\"%s\"},\"response\":{\"status_code\":%d}},\"url\":{\"path\":\"/products/%d\"},\"client\":{\"ip\":\"10.%d.%d.%d\"},\"took_ms\":%s,\"tags\":%s}\n"
                                .formatted(
                                        METHODS[random.nextInt(METHODS.length)],
                                        STATUSES[random.nextInt(STATUSES.length)],
                                        skewed(random, 5_000),
                                        customer >> 16,
                                        customer >> 8 & 255,
                                        customer & 255,
                                        decimal(random, 3),
                                        TAGS[random.nextInt(TAGS.length)]);
                    case 1 ->
                        "\"logger\":\"orders\",\"msg\":\"order \\\"%d\\\" placed\",\"order\":{\"id\":%d,\"total\":%s,\"currency\":\"EUR\",\"items\":%d},\"customer\":{\"id\":\"c-%d\",\"city\":\"Z\u00fcrich\"},\"first\":%s,\"coupon\":null}\n"
                                .formatted(
                                        number,
                                        number,
                                        decimal(random, 2),
                                        1 + random.nextInt(5),
                                        customer,
                                        random.nextInt(5) == 0);
                    case 2 ->
                        "\"logger\":\"db.pool\",\"msg\":\"statement took %s ms: SELECT * FROM products WHERE id = %d\",\"db\":{\"system\":\"postgresql\",\"rows\":%d,\"cached\":%s},\"pool\":{\"active\":%d,\"idle\":%d}}\n"
                                .formatted(
                                        decimal(random, 3),
                                        skewed(random, 5_000),
                                        random.nextInt(100),
                                        random.nextBoolean(),
                                        random.nextInt(20),
                                        random.nextInt(20));
                    default ->
                        "\"logger\":\"auth\",\"msg\":\"login of c-%d %s\",\"user\":{\"name\":\"c-%d\"},\"client\":{\"ip\":\"10.%d.%d.%d\"},\"session\":\"%016x\",\"attempt\":%d}\n"
                                .formatted(
                                        customer,
                                        random.nextInt(8) == 0 ? "failed" : "succeeded",
                                        customer,
                                        customer >> 16,
                                        customer >> 8 & 255,
                                        customer & 255,
                                        random.nextLong(),
                                        1 + random.nextInt(3));
                };
    }

    /** Small numbers far more often than great ones. */
    private static int skewed(SplittableRandom random, int most) {
        return (int) Math.pow(most, random.nextDouble());
    }

    private static String decimal(SplittableRandom random, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", Math.exp(random.nextDouble() * 6));
    }
}
