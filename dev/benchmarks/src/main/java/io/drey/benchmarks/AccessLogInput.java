package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Makes the input of benchmarks: an access log in the combined format, about 320 bytes a line, whose addresses, paths,
 * referrers and user agents follow Zipf's law. Equal settings give equal bytes.
 *
 * @param lines how many lines
 * @param seed decides all of them
 */
record AccessLogInput(int lines, long seed) {

    private static final Instant START = Instant.parse("2025-03-01T00:00:00Z");
    private static final int LINES_PER_SECOND = 200;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final String[] METHODS = {"GET", "GET", "GET", "GET", "GET", "GET", "GET", "POST", "HEAD", "DELETE"};
    private static final int[] STATUSES = {200, 200, 200, 200, 200, 304, 404, 301, 302, 500, 401, 206};
    private static final String[] WORDS = {
        "catalogue",
        "product",
        "images",
        "basket",
        "checkout",
        "assets",
        "account",
        "orders",
        "search",
        "articles",
        "categories",
        "reviews",
        "wishlist",
        "newsletter",
        "stylesheets",
        "javascripts",
        "downloads",
        "support"
    };
    private static final String[] EXTENSIONS = {".html", ".png", ".css", ".js", "", "", ".json", ".jpeg", ".woff2"};

    /** The file in a folder, made unless it is there. */
    Path in(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("access-%d-%d.log".formatted(lines, seed));
        if (!Files.exists(file)) {
            Path part = folder.resolve(file.getFileName() + ".part");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 20)) {
                write(out);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return file;
    }

    private void write(OutputStream out) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        String[] addresses = new String[20_000];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = i % 20 == 0
                    ? "2001:db8:%x:%x::%x".formatted(random.nextInt(65536), random.nextInt(65536), i + 1)
                    : "%d.%d.%d.%d"
                            .formatted(
                                    1 + random.nextInt(223),
                                    random.nextInt(256),
                                    random.nextInt(256),
                                    random.nextInt(256));
        }
        String[] targets = new String[10_000];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = target(random, i);
        }
        String[] referrers = new String[2_000];
        for (int i = 0; i < referrers.length; i++) {
            referrers[i] = i % 4 == 0 ? "-" : "https://www.acorn-supply.example" + target(random, i);
        }
        String[] agents = new String[800];
        for (int i = 0; i < agents.length; i++) {
            agents[i] = agent(random);
        }
        Zipf byAddress = new Zipf(addresses.length);
        Zipf byTarget = new Zipf(targets.length);
        Zipf byReferrer = new Zipf(referrers.length);
        Zipf byAgent = new Zipf(agents.length);

        String time = "";
        StringBuilder line = new StringBuilder(512);
        for (int i = 0; i < lines; i++) {
            if (i % LINES_PER_SECOND == 0) {
                time = TIME.format(START.plusSeconds(i / LINES_PER_SECOND));
            }
            line.setLength(0);
            line.append(addresses[byAddress.draw(random)]).append(" - ");
            line.append(random.nextInt(50) == 0 ? "user" + random.nextInt(1000) : "-");
            line.append(" [").append(time).append("] \"");
            line.append(METHODS[random.nextInt(METHODS.length)]).append(' ');
            line.append(targets[byTarget.draw(random)]);
            line.append(random.nextInt(3) == 0 ? " HTTP/2.0\" " : " HTTP/1.1\" ");
            int status = STATUSES[random.nextInt(STATUSES.length)];
            line.append(status).append(' ');
            if (status == 304) {
                line.append('-');
            } else {
                line.append((long) Math.exp(random.nextDouble() * 14));
            }
            line.append(" \"").append(referrers[byReferrer.draw(random)]).append("\" \"");
            line.append(agents[byAgent.draw(random)]).append("\"\n");
            out.write(line.toString().getBytes(US_ASCII));
        }
    }

    private static String target(SplittableRandom random, int number) {
        StringBuilder target = new StringBuilder();
        for (int i = 2 + random.nextInt(3); i > 0; i--) {
            target.append('/').append(WORDS[random.nextInt(WORDS.length)]);
        }
        target.append('/').append(WORDS[number % WORDS.length]).append('-').append(number);
        target.append(EXTENSIONS[random.nextInt(EXTENSIONS.length)]);
        if (random.nextInt(5) < 2) {
            target.append("?session=")
                    .append(Long.toHexString(random.nextLong()))
                    .append("&page=");
            target.append(random.nextInt(40)).append("&sort=price%20descending");
        }
        return target.toString();
    }

    private static String agent(SplittableRandom random) {
        String platform =
                switch (random.nextInt(4)) {
                    case 0 -> "Windows NT 10.0; Win64; x64";
                    case 1 -> "Macintosh; Intel Mac OS X 10_15_" + random.nextInt(8);
                    case 2 ->
                        "iPhone; CPU iPhone OS 17_%d_%d like Mac OS X".formatted(random.nextInt(6), random.nextInt(3));
                    default -> "Linux; Android %d; SM-G99%dB".formatted(9 + random.nextInt(6), random.nextInt(10));
                };
        int version = 90 + random.nextInt(45);
        return "Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.%d.%d Safari/537.36%s"
                .formatted(
                        platform,
                        version,
                        4000 + random.nextInt(2000),
                        random.nextInt(200),
                        random.nextInt(4) == 0 ? " Edg/%d.0.%d.%d".formatted(version, random.nextInt(2000), 9) : "");
    }

    /** Draws ranks: the second half as often as the first, the third a third as often, and so on. */
    private static final class Zipf {

        private final double[] upTo;

        private Zipf(int ranks) {
            upTo = new double[ranks];
            double sum = 0;
            for (int i = 0; i < ranks; i++) {
                sum += 1.0 / (i + 1);
                upTo[i] = sum;
            }
        }

        private int draw(SplittableRandom random) {
            double drawn = random.nextDouble() * upTo[upTo.length - 1];
            int low = 0;
            int high = upTo.length - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (upTo[middle] < drawn) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
