package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * A site's traffic: lines of its web servers in the combined format, and one in twenty of the load balancer before an interface. Callers
 * and pages are common and rare as in real logs, hours are busy and quiet, some hours of some days have many errors, a few callers try
 * what only attackers try. Equal seeds give equal lines. Several threads may ask for different days.
 */
final class SiteTraffic {

    /** One line in so many is the load balancer's. */
    static final int BALANCED = 20;
    /** The user of many, who may ask what is known about them. */
    static final String USER = "user417";

    private static final int ADDRESSES = 400_000;
    /** Of each day's callers, so many requests each on average: others come on other days. */
    private static final int REQUESTS_OF_A_CALLER = 25;

    private static final int BALANCED_ADDRESSES = 20_000;
    private static final int TARGETS = 4_000;
    private static final int REFERRERS = 600;
    private static final int AGENTS = 400;
    private static final int USERS = 1_000;
    private static final int ATTACKERS = 30;
    /** Of the lines of someone who came once in the year. */
    private static final int LINES_OF_ONCE = 5;
    /** Requests by the hour, UTC, in parts of their sum. */
    private static final int[] HOURS = {
        20, 14, 10, 8, 8, 10, 16, 28, 44, 56, 62, 64, 66, 64, 62, 60, 60, 62, 66, 70, 66, 54, 40, 28
    };

    private static final String[] PROBES = {
        "/wp-login.php", "/.env", "/.git/config", "/phpmyadmin/index.php", "/cgi-bin/test.cgi", "/../../etc/passwd"
    };
    private static final String[] WORDS = {
        "catalogue", "product", "images", "basket", "checkout", "assets", "account", "orders", "search", "articles"
    };
    private static final String[] EXTENSIONS = {".html", ".png", ".css", ".js", "", "", ".json", ".jpeg", ".pdf"};
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private final long seed;
    private final byte[][] addresses;
    private final byte[][] balancedAddresses;
    private final byte[][] targets;
    private final byte[][] referrers;
    private final byte[][] agents;
    private final byte[][] users = texts(USERS, i -> "user" + i);
    private final byte[][] probes = texts(PROBES.length, i -> PROBES[i]);
    private final short[] commonTargets = zipf(TARGETS);
    private final short[] commonReferrers = zipf(REFERRERS);

    SiteTraffic(long seed) {
        this.seed = seed;
        SplittableRandom random = new SplittableRandom(seed);
        addresses = texts(ADDRESSES, i -> address(random, 1 + random.nextInt(180)));
        balancedAddresses = texts(BALANCED_ADDRESSES, i -> address(random, 200));
        targets = texts(TARGETS, i -> target(random, i));
        referrers = texts(
                REFERRERS,
                i -> i % 3 == 0
                        ? "-"
                        : i % 3 == 1
                                ? "https://www.acorn-supply.example" + target(random, i)
                                : "https://site-%d.example/links/%d".formatted(i / 4, i));
        agents = texts(AGENTS, i -> agent(random));
    }

    /** Takes lines. */
    interface Taker {
        /**
         * Takes a line.
         *
         * @param line its bytes, which are the taker's from now on
         * @param millis when it was written
         */
        void take(byte[] line, long millis) throws IOException;
    }

    /** The address of a caller who came on that day alone. */
    static String onceAddress(LocalDate day) {
        return "190.%d.%d.77".formatted(day.getDayOfYear() / 200, 20 + day.getDayOfYear() % 200);
    }

    /** The user of that caller. */
    static String onceUser(LocalDate day) {
        return "user5-" + day;
    }

    /** The trace id of the first request that the load balancer saw in a day. */
    String firstTrace(LocalDate day) {
        byte[] trace = new byte[24];
        hex(trace, 0, random(day, 1));
        return "Root=1-%08x-%s".formatted(epochSecond(day), new String(trace, US_ASCII));
    }

    /** Lines of web servers of a part of a day, in their order. */
    void requests(LocalDate day, int linesADay, int from, int to, Taker taker) throws IOException {
        SplittableRandom random = random(day, 2L + from);
        byte[] once = onceAddress(day).getBytes(US_ASCII);
        byte[] onceUser = onceUser(day).getBytes(US_ASCII);
        byte[] date = DAY.format(day.atStartOfDay(ZoneOffset.UTC)).getBytes(US_ASCII);
        int callers = Math.max(1, linesADay / REQUESTS_OF_A_CALLER);
        int firstCaller = random(day, 0).nextInt(ADDRESSES);
        Clock clock = new Clock(linesADay);
        Line line = new Line();
        for (int i = from; i < to; i++) {
            int second = clock.second(i);
            boolean isOnce = i >= linesADay / 2 && i < linesADay / 2 + LINES_OF_ONCE;
            boolean isAttack = random.nextInt(5_000) == 0;
            // The square makes the first ones common, and none so common that it is a tenth of all.
            double drawn = random.nextDouble();
            int caller =
                    isAttack ? random.nextInt(ATTACKERS) : (firstCaller + (int) (drawn * drawn * callers)) % ADDRESSES;
            line.clear();
            line.add(isOnce ? once : addresses[caller]).add(" - ");
            line.add(isOnce ? onceUser : random.nextInt(50) == 0 ? users[random.nextInt(USERS)] : Line.DASH);
            line.add(" [")
                    .add(date)
                    .add(':')
                    .two(second / 3600)
                    .add(':')
                    .two(second / 60 % 60)
                    .add(':')
                    .two(second % 60);
            line.add(" +0000] \"");
            line.add(isMethod(random, 12) ? isMethod(random, 5) ? "HEAD " : "POST " : "GET ");
            line.add(
                    isAttack ? probes[random.nextInt(PROBES.length)] : targets[commonTargets[random.nextInt(1 << 16)]]);
            line.add(caller % 3 == 0 ? " HTTP/1.1\" " : " HTTP/2.0\" ");
            int status = isAttack ? 404 : status(random, isBad(day, second));
            line.number(status).add(' ');
            if (status == 304) {
                line.add('-');
            } else {
                line.number((long) (200 + 60_000 * Math.pow(random.nextDouble(), 4)));
            }
            line.add(" \"")
                    .add(referrers[commonReferrers[random.nextInt(1 << 16)]])
                    .add("\" \"");
            // Who calls has one program, or two.
            line.add(agents[(caller * 7 + (random.nextInt(8) == 0 ? 1 : 0)) % AGENTS])
                    .add('"');
            taker.take(line.bytes(), (epochSecond(day) + second) * 1000 + random.nextInt(1000));
        }
    }

    /** Lines of the load balancer of a part of a day, in their order. */
    void balanced(LocalDate day, int linesADay, int from, int to, Taker taker) throws IOException {
        SplittableRandom random = random(day, 1L + from);
        byte[] date = day.toString().getBytes(US_ASCII);
        Clock clock = new Clock(linesADay);
        Line line = new Line();
        byte[] trace = new byte[24];
        for (int i = from; i < to; i++) {
            hex(trace, 0, random);
            int second = clock.second(i);
            int micros = random.nextInt(1_000_000);
            double drawn = random.nextDouble();
            int target = 1 + random.nextInt(8);
            int path = commonTargets[random.nextInt(1 << 16)];
            int status = status(random, isBad(day, second));
            // Some targets and some paths are slower.
            int took = (int) (Math.exp(random.nextDouble() * 3) * (target == 3 ? 8 : 2) * (1 + path % 7));
            line.clear();
            line.add("https ")
                    .add(date)
                    .add('T')
                    .two(second / 3600)
                    .add(':')
                    .two(second / 60 % 60)
                    .add(':')
                    .two(second % 60);
            line.add('.').digits(micros, 6).add("Z app/api/50dc6c495c0c9188 ");
            line.add(balancedAddresses[(int) (drawn * drawn * BALANCED_ADDRESSES)])
                    .add(':')
                    .number(1024 + random.nextInt(60_000));
            line.add(" 10.0.0.").number(target).add(":8080 0.000 ");
            line.number(took / 1000).add('.').digits(took % 1000, 3).add(" 0.000 ");
            line.number(status)
                    .add(' ')
                    .number(status)
                    .add(' ')
                    .number(100 + random.nextInt(900))
                    .add(' ');
            line.number(200 + random.nextInt(20_000)).add(" \"").add(random.nextInt(4) == 0 ? "POST " : "GET ");
            line.add("https://api.acorn-supply.example:443").add(targets[path]).add(" HTTP/2.0\" \"");
            line.add(agents[(int) (drawn * AGENTS)]).add("\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 ");
            line.add(
                    "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/api/73e2d6bc24d8a067 \"Root=1-");
            line.add(Integer.toHexString((int) (epochSecond(day) + second)))
                    .add('-')
                    .add(trace);
            line.add("\" \"api.acorn-supply.example\" \"-\" 1 ").add(date).add('T');
            line.two(second / 3600).add(':').two(second / 60 % 60).add(':').two(second % 60);
            line.add('.')
                    .digits(micros, 6)
                    .add("Z \"forward\" \"-\" \"-\" \"10.0.0.")
                    .number(target)
                    .add(":8080\" \"");
            line.number(status).add("\" \"-\" \"-\"");
            taker.take(line.bytes(), (epochSecond(day) + second) * 1000 + micros / 1000 + took);
        }
    }

    private static boolean isMethod(SplittableRandom random, int one) {
        return random.nextInt(one) == 0;
    }

    /** Hours in which a server is broken. */
    private static boolean isBad(LocalDate day, int second) {
        return day.getDayOfMonth() % 9 == 4 && second / 3600 == 14;
    }

    private static int status(SplittableRandom random, boolean isBad) {
        int drawn = random.nextInt(1000);
        if (isBad && drawn < 400) {
            return 502;
        }
        return drawn < 30
                ? 404
                : drawn < 80
                        ? 304
                        : drawn < 100 ? 301 : drawn < 108 ? 401 : drawn < 112 ? 500 : drawn < 140 ? 206 : 200;
    }

    private SplittableRandom random(LocalDate day, long what) {
        return new SplittableRandom(seed + day.toEpochDay() * 1_000_000_007L + what);
    }

    private static long epochSecond(LocalDate day) {
        return day.toEpochDay() * 86_400;
    }

    private static void hex(byte[] text, int from, SplittableRandom random) {
        for (int place = from; place < text.length; place += 12) {
            long bits = random.nextLong();
            for (int i = 0; i < 12; i++) {
                text[place + i] = HEX[(int) (bits >>> (4 * i)) & 15];
            }
        }
    }

    private static byte[][] texts(int count, IntFunction<String> text) {
        byte[][] texts = new byte[count][];
        Arrays.setAll(texts, i -> text.apply(i).getBytes(US_ASCII));
        return texts;
    }

    private static String address(SplittableRandom random, int first) {
        return "%d.%d.%d.%d".formatted(first, random.nextInt(256), random.nextInt(256), 1 + random.nextInt(250));
    }

    private static String target(SplittableRandom random, int number) {
        StringBuilder target = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            target.append('/').append(WORDS[random.nextInt(WORDS.length)]);
        }
        target.append("/page-").append(number).append(EXTENSIONS[random.nextInt(EXTENSIONS.length)]);
        if (random.nextInt(5) < 2) {
            target.append("?page=").append(random.nextInt(40)).append("&sort=price%20descending");
        }
        return target.toString();
    }

    private static String agent(SplittableRandom random) {
        int version = 90 + random.nextInt(45);
        String platform =
                switch (random.nextInt(3)) {
                    case 0 -> "Windows NT 10.0; Win64; x64";
                    case 1 -> "Macintosh; Intel Mac OS X 10_15_" + random.nextInt(8);
                    default -> "Linux; Android %d; SM-G99%dB".formatted(9 + random.nextInt(6), random.nextInt(10));
                };
        return "Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.%d.%d Safari/537.36"
                .formatted(platform, version, 4000 + random.nextInt(2000), random.nextInt(200));
    }

    /** Ranks by Zipf's law, to be drawn by sixteen bits. */
    private static short[] zipf(int ranks) {
        double all = 0;
        for (int rank = 1; rank <= ranks; rank++) {
            all += 1.0 / rank;
        }
        short[] drawn = new short[1 << 16];
        int rank = 0;
        double upTo = 1;
        for (int i = 0; i < drawn.length; i++) {
            while (upTo / all * drawn.length <= i && rank < ranks - 1) {
                rank++;
                upTo += 1.0 / (rank + 1);
            }
            drawn[i] = (short) rank;
        }
        return drawn;
    }

    /** In which second of the day a line is written, of those that come in order. */
    private static final class Clock {

        private final int[] first = new int[HOURS.length + 1];

        private Clock(int linesADay) {
            long all = Arrays.stream(HOURS).sum();
            long sum = 0;
            for (int hour = 0; hour < HOURS.length; hour++) {
                sum += HOURS[hour];
                first[hour + 1] = (int) (linesADay * sum / all);
            }
        }

        private int second(int line) {
            int hour = 0;
            while (line >= first[hour + 1]) {
                hour++;
            }
            return hour * 3600 + (int) ((line - first[hour]) * 3600L / (first[hour + 1] - first[hour]));
        }
    }

    /** A line that is being written. */
    private static final class Line {

        static final byte[] DASH = {'-'};

        private final byte[] bytes = new byte[4096];
        private int length;

        private void clear() {
            length = 0;
        }

        private Line add(byte[] more) {
            System.arraycopy(more, 0, bytes, length, more.length);
            length += more.length;
            return this;
        }

        private Line add(char c) {
            bytes[length++] = (byte) c;
            return this;
        }

        private Line add(String more) {
            for (int i = 0; i < more.length(); i++) {
                bytes[length++] = (byte) more.charAt(i);
            }
            return this;
        }

        private Line two(int number) {
            return digits(number, 2);
        }

        private Line digits(int number, int count) {
            int rest = number;
            for (int i = count - 1; i >= 0; i--) {
                bytes[length + i] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
            length += count;
            return this;
        }

        private Line number(long number) {
            int digits = 1;
            for (long rest = number / 10; rest > 0; rest /= 10) {
                digits++;
            }
            return digits((int) number, digits);
        }

        private byte[] bytes() {
            return Arrays.copyOf(bytes, length);
        }
    }
}
