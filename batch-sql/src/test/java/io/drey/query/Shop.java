package io.drey.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.Evidence;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.audit.Access;
import io.drey.lake.audit.AccessAudit;
import io.drey.lake.audit.AuditPolicy;
import io.drey.lake.audit.DocumentChanges;
import io.drey.lake.landing.LakeSinks;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A tenant's traffic of two days, as values and as the lines that say the same: whoever asks the lake can count for himself. */
public final class Shop {

    public static final String TENANT = "shop";

    /** The first moment. */
    public static final Instant BEGINNING = Instant.parse("2026-01-01T06:00:00Z");

    /** Offsets that no other sample has. */
    private static final int FIRST_OFFSET = 100_000;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int SECONDS = 36 * 3600;

    private Shop() {}

    /**
     * A request.
     *
     * @param id the event's
     * @param user null for nobody
     * @param query null for none
     */
    public record Hit(
            String id,
            Instant ts,
            String address,
            String user,
            String method,
            String path,
            String query,
            int status,
            long bytes,
            String agent) {

        /** The path and, if there is one, the query. */
        public String target() {
            return query == null ? path : path + "?" + query;
        }

        public boolean failed() {
            return status >= 400;
        }

        String line() {
            return "%s - %s [%s] \"%s %s HTTP/1.1\" %d %d \"http://one.example/\" \"%s\""
                    .formatted(
                            address,
                            user == null ? "-" : user,
                            TIME.format(ts),
                            method,
                            target(),
                            status,
                            bytes,
                            agent);
        }
    }

    /**
     * A request through a load balancer.
     *
     * @param micros how long the target took
     */
    public record Balanced(Instant ts, String target, String path, int status, long micros, String tls, String cipher) {

        String line() {
            return "h2 %s app/web/50 192.0.2.7:51600 %s 0.001 %s 0.000 %d %d 34 366 \"GET https://a.example:443%s HTTP/2.0\" \"x\" %s %s arn:x \"Root=1-58-%d\" \"a.example\" \"arn:y\" 0 %s \"forward\" \"-\" \"-\" \"%s\" \"%d\" \"-\" \"-\" TID_1 \"-\" \"-\" \"-\""
                    .formatted(
                            ts.atOffset(ZoneOffset.UTC)
                                    .format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'")),
                            target,
                            "%d.%06d".formatted(micros / 1_000_000, micros % 1_000_000),
                            status,
                            status,
                            path,
                            cipher,
                            tls,
                            micros,
                            ts.minusMillis(5)
                                    .truncatedTo(ChronoUnit.MILLIS)
                                    .atOffset(ZoneOffset.UTC)
                                    .format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'")),
                            target,
                            status);
        }
    }

    /** Requests in the order in which their lines were sent, which is not that of time; several are at the same second. */
    public static List<Hit> hits() {
        Random random = new Random(11);
        String[] users = {null, null, "ann", "bob", "Zoë"};
        String[] agents = {"Firefox", "curl/8"};
        String[] methods = {"GET", "GET", "GET", "POST"};
        int[] statuses = {200, 200, 200, 200, 200, 200, 206, 302, 401, 403, 404, 404, 500};
        List<Hit> hits = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            // Callers come in bursts, so that there are visits, and gaps between them.
            int burst = random.nextInt(40);
            String path = "/p%d".formatted(random.nextInt(12));
            String query = random.nextInt(30) == 0 ? "file=../../etc/passwd" : random.nextInt(4) == 0 ? "a=b" : null;
            hits.add(new Hit(
                    "topicid.0.%d.0".formatted(FIRST_OFFSET + i),
                    BEGINNING.plusSeconds(burst * (SECONDS / 40) + random.nextInt(900)),
                    "198.51.100.%d".formatted(burst % 7),
                    users[random.nextInt(users.length)],
                    methods[random.nextInt(methods.length)],
                    path,
                    query,
                    burst == 3 ? 503 : statuses[random.nextInt(statuses.length)],
                    random.nextInt(5000),
                    agents[random.nextInt(agents.length)]));
        }
        return hits;
    }

    /** Requests through a load balancer. */
    public static List<Balanced> balanced() {
        Random random = new Random(12);
        String[] versions = {"TLSv1.3", "TLSv1.3", "TLSv1.2", "TLSv1"};
        String[] ciphers = {"TLS_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-SHA"};
        List<Balanced> requests = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            requests.add(new Balanced(
                    BEGINNING.plusSeconds(random.nextInt(SECONDS)).plusNanos(1000L * random.nextInt(1_000_000)),
                    "10.0.0.%d:80".formatted(1 + random.nextInt(3)),
                    "/b%d".formatted(random.nextInt(4)),
                    random.nextInt(10) == 0 ? 502 : 200,
                    random.nextInt(2_000_000),
                    versions[random.nextInt(versions.length)],
                    ciphers[random.nextInt(ciphers.length)]));
        }
        return requests;
    }

    /** What hosts wrote: administrative actions, changed accounts, logins; and nothing between 10:00 and 14:00. */
    public static final List<String> HOST_LINES = List.of(
            "<85>1 2026-01-01T08:00:00Z web-1 sudo 10 - - ann : TTY=pts/0 ; PWD=/home/ann ; USER=root ; COMMAND=/usr/bin/id -u",
            "<85>1 2026-01-01T08:30:00Z web-1 sudo 11 - - eve : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
            "<86>1 2026-01-01T09:00:00Z web-1 su 12 - - pam_unix(su:session): session opened for user root(uid=0) by bob(uid=1001)",
            "<86>1 2026-01-01T09:10:00Z web-1 useradd 13 - - new user: name=mallory, UID=1002, GID=1002, home=/home/mallory",
            "<86>1 2026-01-01T09:20:00Z web-1 passwd 14 - - pam_unix(passwd:chauthtok): password changed for ann",
            "<86>1 2026-01-01T09:30:00Z web-1 sshd 15 - - Accepted publickey for ann from 203.0.113.5 port 4022 ssh2",
            "<86>1 2026-01-01T09:31:00Z web-1 sshd 16 - - Failed password for invalid user admin from 203.0.113.9 port 4023 ssh2",
            "<86>1 2026-01-01T09:32:00Z web-1 sshd 17 - - Failed password for invalid user admin from 203.0.113.9 port 4024 ssh2",
            "<86>1 2026-01-01T09:33:00Z web-1 sshd 18 - - Connection closed by 203.0.113.9 port 4024",
            "<86>1 2026-01-01T10:00:00Z web-1 cron 19 - - (root) CMD (true)",
            "<86>1 2026-01-01T14:00:00Z web-1 cron 20 - - (root) CMD (true)");

    /** The one alert: raised two seconds after its last event. */
    public static final Instant ALERTED = Instant.parse("2026-01-01T09:32:02Z");

    private static void landAlert(LakeSettings settings) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(Map.of(
                        "execution.checkpointing.interval", "100 ms",
                        "classloader.check-leaked-classloader", "false",
                        "parallelism.default", "1")));
        long completed = ALERTED.minusSeconds(2).toEpochMilli();
        new LakeSinks(settings)
                .alerts()
                .accept(environment.fromData(
                        TypeInformation.of(Alert.class),
                        new Alert(
                                "alert-1",
                                TENANT,
                                "hosts",
                                "failed-logins",
                                1,
                                "Failed logins",
                                "high",
                                "203.0.113.9",
                                completed - 60_000,
                                completed,
                                ALERTED.toEpochMilli(),
                                "two failed logins",
                                2,
                                new Evidence[0])));
        new LakeSinks(settings)
                .deadLetters()
                .accept(environment.fromData(
                        TypeInformation.of(DeadLetter.class),
                        DeadLetter.of(
                                new DatasetId(TENANT, "web"),
                                new Position("topicid", "raw.shop.web", 0, 99_999, 0),
                                BEGINNING.toEpochMilli(),
                                "no line".getBytes(UTF_8),
                                new Rejection("expected an address", 1))));
        environment.execute();
    }

    private static void landChanges(LakeSettings settings) {
        try (Lake lake = Lake.open(settings)) {
            DocumentChanges.record(
                    lake,
                    List.of(
                            new DocumentChanges.Change(
                                    TENANT,
                                    "dataset",
                                    "web",
                                    1,
                                    ALERTED,
                                    "ann",
                                    Optional.of("{\"format\":\"combined\"}")),
                            new DocumentChanges.Change(
                                    TENANT, "dataset", "web", 2, ALERTED.plusSeconds(60), "bob", Optional.empty())));
        }
    }

    /** Lands all lines with Flink, into tables that are there; an alert, a line that could not be parsed, and who looked. */
    public static void land(LakeSettings settings) throws Exception {
        landAlert(settings);
        Clock clock = Clock.fixed(ALERTED, ZoneOffset.UTC);
        new AccessAudit(settings, AuditPolicy.REQUIRED, clock, warning -> {
                    throw new AssertionError(warning);
                })
                .done(
                        Access.of(
                                Access.Action.QUERY,
                                TENANT,
                                "ann",
                                "flink-1.20",
                                "SELECT 1",
                                "SELECT ?",
                                Map.of("logs", 7L)),
                        OptionalLong.of(3));
        landChanges(settings);
        List<SampleLake.Line> lines = new ArrayList<>();
        hits().forEach(hit -> lines.add(new SampleLake.Line("web", "combined", hit.line())));
        balanced().forEach(request -> lines.add(new SampleLake.Line("elb", "alb", request.line())));
        HOST_LINES.forEach(line -> lines.add(new SampleLake.Line("hosts", "rfc5424", line)));
        SampleLake.landLines(settings, TENANT, FIRST_OFFSET, lines);
    }
}
