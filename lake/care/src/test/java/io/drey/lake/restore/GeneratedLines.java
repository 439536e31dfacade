package io.drey.lake.restore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Locale;
import java.util.Random;

/** Lines of formats as they could arrive, the same for the same random numbers. */
final class GeneratedLines {

    private static final long SPRING_MICROS =
            Instant.parse("2026-03-04T00:00:00Z").toEpochMilli() * 1000;
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final String[] AGENTS = {
        "curl/8.5.0",
        "Mozilla/5.0 (X11; Linux x86_64)",
        "-",
        "it's \\\"quoted\\\"",
        "Zo\u00EB \u2603",
        "${jndi:ldap://x/a}",
        "=cmd()"
    };
    private static final String[] TARGETS = {
        "/", "/a/b.png", "/a?b=c&d=%20", "/search?q=a b;c", "?q", "/\u00FC?x=http://y/", "/<script>alert(1)</script>"
    };
    private static final byte[] LIKELY = "\"\\ -[]{}:,.0123456789?/<>\0\u001b\r\t".getBytes(UTF_8);

    private GeneratedLines() {}

    /** A line that is well formed, or nearly so. */
    static String of(String format, Random random) {
        return switch (format) {
            case "elb" ->
                loadBalancer(random, random.nextInt(4) == 0 ? Digits.SIX : Digits.SHORTEST)
                        + (random.nextInt(20) == 0 ? " more" : "");
            case "alb" -> application(random);
            case "json" -> json(random);
            case "syslog" -> random.nextBoolean() ? old(random) : current(random);
            default -> throw new IllegalArgumentException("no lines of format " + format);
        };
    }

    /** The line with some bytes changed, left out or put in, none of them a line feed. */
    static byte[] damaged(byte[] line, Random random) {
        StringBuilder damaged = new StringBuilder(new String(line, ISO_8859_1));
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(damaged.length() + 1);
            char any = (char) (random.nextBoolean() ? LIKELY[random.nextInt(LIKELY.length)] : random.nextInt(256));
            char put = any == '\n' ? 0 : any;
            switch (random.nextInt(4)) {
                case 0 -> damaged.setLength(at);
                case 1 -> damaged.insert(at, put);
                case 2 -> damaged.delete(at, Math.min(damaged.length(), at + random.nextInt(9)));
                default -> damaged.replace(at, Math.min(damaged.length(), at + 1), String.valueOf(put));
            }
        }
        return damaged.toString().getBytes(ISO_8859_1);
    }

    private enum Digits {
        THREE,
        SIX,
        SHORTEST
    }

    private static String loadBalancer(Random random, Digits digits) {
        boolean isTcp = random.nextInt(8) == 0;
        String request = isTcp
                ? "- - - "
                : random.nextInt(30) == 0
                        ? "- http://h:80- -"
                        : "%s http%s://h%d.example:80%s HTTP/1.1"
                                .formatted(
                                        one(random, "GET", "POST", "PUT"),
                                        one(random, "", "s"),
                                        random.nextInt(5),
                                        one(random, TARGETS));
        return "%s %s %s %s %s %s %s %s %s %d %d \"%s\" \"%s\" %s"
                .formatted(
                        time(random),
                        one(random, "web", "app/web/50dc6c495c0c9188"),
                        endpoint(random),
                        random.nextInt(9) == 0 ? "-" : endpoint(random),
                        seconds(random, digits),
                        seconds(random, digits),
                        seconds(random, digits),
                        one(random, "200", "301", "404", "460", "502", "-"),
                        one(random, "200", "404", "-"),
                        random.nextInt(10_000),
                        random.nextInt(1_000_000),
                        request,
                        one(random, AGENTS),
                        one(random, "- -", "ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2", "TLS_AES_128_GCM_SHA256 TLSv1.3"));
    }

    private static String application(Random random) {
        String line =
                "%s %s %s \"Root=1-%08x-%024x\" \"%s\" \"%s\" %s %s \"%s\" \"%s\" \"-\" \"%s\" \"%s\" \"%s\" \"-\""
                        .formatted(
                                one(random, "http", "https", "h2", "grpcs", "ws", "wss"),
                                loadBalancer(random, Digits.THREE),
                                one(random, "-", "arn:aws:elasticloadbalancing:us-east-2:1:targetgroup/web/73"),
                                random.nextInt(),
                                random.nextLong(),
                                one(random, "-", "h.example"),
                                one(random, "-", "session-reused", "arn:aws:acm:us-east-2:1:certificate/1"),
                                one(random, "0", "7", "-1", "-"),
                                random.nextInt(9) == 0 ? "-" : time(random),
                                one(random, "forward", "waf,forward", "redirect", "-"),
                                one(random, "-", "https://h.example:443/?a b"),
                                one(random, "-", "10.0.0.1:80", "10.0.0.1:80 10.0.0.2:80"),
                                one(random, "-", "200", "502 200"),
                                one(random, "-", "Acceptable", "Ambiguous"));
        return switch (random.nextInt(5)) {
            case 0 -> line;
            case 1 -> line + " TID_%016x".formatted(random.nextLong());
            case 2 -> line + " TID_1 \"-\" \"-\" \"-\" a column of \"later\" days";
            default ->
                line
                        + " TID_%016x \"h\" \"/b?%d\" \"TransformSuccess\""
                                .formatted(random.nextLong(), random.nextInt(100));
        };
    }

    private static String json(Random random) {
        String time = time(random);
        return switch (random.nextInt(5)) {
            case 0 ->
                "{\"remote_addr\":\"192.0.2.%d\", \"status\" : \"%d\",\"time_local\":\"%s\",\"http_user_agent\":\"%s\"}"
                        .formatted(random.nextInt(256), 200 + random.nextInt(300), time, one(random, AGENTS));
            case 1 ->
                "{ \"@timestamp\":\"%s\",\"log\":{\"level\":\"warn\"},\"a\":[1,{\"b\":%s}],\"message\":\"\\u0041\\ud83d\\ude00 %d\"}"
                        .formatted(time, "[".repeat(50) + "]".repeat(50), random.nextInt());
            case 2 ->
                "{\"message\":\"192.0.2.7 - - [04/Mar/2026:05:06:07 +0000] \\\"GET /%d HTTP/1.1\\\" 200 7\"}"
                        .formatted(random.nextInt(100));
            case 3 ->
                "{\"a\":%d,\"a\":%s,\"url.path\":\"%s\"}\r"
                        .formatted(random.nextInt(), "9".repeat(1 + random.nextInt(400)), one(random, TARGETS));
            default -> one(random, "{}", "[]", "\"text\"", "null", " 7 ", "{\"tenant\":\"other\"}");
        };
    }

    private static String old(Random random) {
        return "%s%s %2d %02d:%02d:%02d %s%s%s"
                .formatted(
                        random.nextInt(9) == 0 ? "" : "<%d>".formatted(random.nextInt(192)),
                        one(random, "Jan", "Feb", "Mar", "Dec"),
                        1 + random.nextInt(29),
                        random.nextInt(24),
                        random.nextInt(60),
                        random.nextInt(60),
                        one(random, "web-1 ", "192.0.2.7 ", "2001:db8::7 ", ""),
                        one(random, "sshd[%d]: ", "su: ", "/usr/sbin/cron[%d]:", "")
                                .formatted(random.nextInt(99_999)),
                        one(random, AGENTS) + one(random, "", "  trailing  ", "\t\u0000\u001b[31m"));
    }

    private static String current(Random random) {
        return "<%d>1 %s %s %s %s %s %s%s"
                .formatted(
                        random.nextInt(192),
                        random.nextInt(9) == 0 ? "-" : time(random),
                        one(random, "-", "web-1.example", "2001:db8::7"),
                        one(random, "-", "sshd"),
                        one(random, "-", "7"),
                        one(random, "-", "ID47"),
                        one(random, "-", "[a@32473 b=\"c\\]\\\"\"]", "[a][b@1 c=\"\u2603\" d=\"\"]"),
                        one(random, "", " ", " \uFEFFtext", " " + one(random, AGENTS)));
    }

    private static String time(Random random) {
        long micros = SPRING_MICROS + (long) (random.nextDouble() * DAY_MICROS);
        String seconds = Instant.ofEpochSecond(micros / 1_000_000).toString();
        return "%s.%06dZ".formatted(seconds.substring(0, 19), micros % 1_000_000);
    }

    private static String seconds(Random random, Digits digits) {
        long micros = (long) Math.exp(random.nextDouble() * 20) - 1;
        if (random.nextInt(12) == 0) {
            return "-1";
        }
        String six = String.format(Locale.ROOT, "%d.%06d", micros / 1_000_000, micros % 1_000_000);
        return switch (digits) {
            case THREE -> six.substring(0, six.length() - 3);
            case SIX -> six;
            case SHORTEST -> six.replaceAll("0+$", "").replaceAll("\\.$", "");
        };
    }

    private static String endpoint(Random random) {
        String address =
                one(random, "192.0.2.%d", "2001:db8::%x", "[2001:db8::%x]").formatted(random.nextInt(256));
        return address + ":" + (1 + random.nextInt(65_535));
    }

    private static String one(Random random, String... texts) {
        return texts[random.nextInt(texts.length)];
    }
}
