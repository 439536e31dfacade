package io.drey.operations.generate;

import static io.drey.operations.generate.Catalogue.ascii;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes the access log of a made-up web shop, line by line: visitors in sessions, API clients and crawlers, callers and
 * pages by Zipf's law, and two kinds of attack, each of which one detection is made for:
 *
 * <ul>
 *   <li>guessing: 6 to 12 failed logins (401, some 403) by one address, then a successful one (200);
 *   <li>scanning: 22 to 38 requests of one address for different paths that do not exist (404).
 * </ul>
 *
 * <p>One attack begins about every 2,000 lines, the first of each kind within the first 500; each is over within a minute
 * at any rate. Everybody else fails to log in at most once a minute and follows fewer than 20 dead links, so that nothing
 * but the attacks fires those detections. Some lines are damaged, never an attack's.
 *
 * <p>Equal settings give equal bytes on every machine. Time stamps never fall. Makes over a million lines a
 * second; one line has about 260 bytes as combined. Not thread-safe.
 *
 * <pre>{@code
 * TrafficGenerator traffic = new TrafficGenerator(TrafficSettings.combined(7, Instant.now(), 500));
 * byte[] line = traffic.nextLine();
 * }</pre>
 */
public final class TrafficGenerator {

    private static final byte[] EMPTY = new byte[0];
    private static final byte[] GET = ascii("GET");
    private static final byte[] POST = ascii("POST");
    private static final byte[] HEAD = ascii("HEAD");
    private static final byte[] HTTP_1_1 = ascii("1.1");
    private static final byte[] HTTP_2 = ascii("2.0");
    private static final byte[] LOGIN = ascii("/login");
    private static final byte[] ACCOUNT = ascii("/account");
    private static final byte[] ROBOTS = ascii("/robots.txt");
    private static final byte[] STACK_TRACE =
            ascii("\tat com.acornsupply.shop.CartController.checkout(CartController.java:214)");
    private static final byte[] HANDSHAKE =
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\u00e2\u009b\u00ff\u0080"
                    .getBytes(ISO_8859_1);

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long FAILURE_INTERVAL_MICROS = 60 * MICROS_PER_SECOND;
    private static final int LINES_BETWEEN_ATTACKS = 1_500;
    private static final int SHORTEST_CUT = 5;
    private static final int LONGEST_COMBINED_CUT = 30;

    private final TrafficSettings settings;
    private final SplittableRandom random;
    private final Catalogue catalogue;
    private final Zipf addresses;
    private final Zipf pages;
    private final Zipf assets;
    private final Zipf calls;
    private final Zipf browsers;
    private final Zipf referrers;
    private final Zipf deadLinks;
    private final Session[] sessions;
    private final long[] lastFailureMicros;
    private final long startMicros;
    private final LineWriter writer;
    private final LineBuffer line = new LineBuffer();
    private final Request request = new Request();
    private final List<Attack> attacks = new ArrayList<>();

    private long lines;
    private long micros;
    private long nextAttackLine = 40;
    private int attacksBegun;

    public TrafficGenerator(TrafficSettings settings) {
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
        this.catalogue = new Catalogue(random);
        this.addresses = new Zipf(catalogue.addresses.length, 0.9);
        this.pages = new Zipf(catalogue.pages.length, 1.0);
        this.assets = new Zipf(catalogue.assets.length, 1.0);
        this.calls = new Zipf(catalogue.calls.length, 0.9);
        this.browsers = new Zipf(catalogue.browsers.size(), 0.8);
        this.referrers = new Zipf(catalogue.referrers.size(), 1.0);
        this.deadLinks = new Zipf(catalogue.deadLinks.length, 0.8);
        this.startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, settings.start());
        this.writer = new LineWriter(settings.format());
        this.lastFailureMicros = new long[catalogue.addresses.length];
        Arrays.fill(lastFailureMicros, Long.MIN_VALUE / 2);
        // A visitor asks for something about every three seconds.
        this.sessions = new Session[(int) Math.min(8192, Math.max(64, settings.linesPerSecond() * 3))];
        for (int i = 0; i < sessions.length; i++) {
            sessions[i] = new Session();
            begin(sessions[i]);
        }
    }

    /** The next line, without a line end. */
    public byte[] nextLine() {
        micros = startMicros + (long) (lines * (MICROS_PER_SECOND / settings.linesPerSecond()));
        if (lines == nextAttackLine) {
            beginAttack();
        }
        line.clear();
        Attack attack = dueAttack();
        if (attack != null) {
            proceed(attack);
        } else {
            proceed(sessions[random.nextInt(sessions.length)]);
        }
        writer.write(request, Math.floorDiv(micros, MICROS_PER_SECOND), line);
        if (attack == null && settings.malformedOneIn() > 0 && random.nextInt(settings.malformedOneIn()) == 0) {
            damage();
        }
        lines++;
        return line.toBytes();
    }

    /** When the request of the last line happened; the line says it to the second. */
    public Instant time() {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1000);
    }

    /** When the request of a line happens, counted from 0: for senders that keep to the time of the lines. */
    public Instant timeOf(long lineNumber) {
        long at = startMicros + (long) (lineNumber * (MICROS_PER_SECOND / settings.linesPerSecond()));
        return Instant.ofEpochSecond(Math.floorDiv(at, MICROS_PER_SECOND), Math.floorMod(at, MICROS_PER_SECOND) * 1000);
    }

    /**
     * Which of a number of web servers wrote the last line. A caller stays with one, as behind a load balancer, so that
     * its requests are in order even where each server's log is sent on its own.
     */
    public int webServer(int servers) {
        return request.webServer % servers;
    }

    private void begin(Session session) {
        int kind = random.nextInt(100);
        session.page = null;
        session.user = Request.NONE;
        if (kind < 82) {
            session.caller = Session.Caller.VISITOR;
            session.address = addresses.draw(random);
            session.agent = catalogue.browsers.get(browsers.draw(random));
            session.entryReferrer = catalogue.referrers.get(referrers.draw(random));
            session.requestsLeft = 2 + random.nextInt(40);
            if (random.nextInt(30) == 0) {
                session.user = catalogue.users[random.nextInt(catalogue.users.length)];
            }
        } else if (kind < 92) {
            session.caller = Session.Caller.API_CLIENT;
            // The popular half: integrations call from few addresses.
            session.address = addresses.draw(random) % 400;
            session.agent = catalogue.apiClients.get(random.nextInt(catalogue.apiClients.size()));
            session.entryReferrer = Request.NONE;
            session.requestsLeft = 10 + random.nextInt(90);
        } else {
            session.caller = Session.Caller.CRAWLER;
            int crawler = random.nextInt(catalogue.crawlers.size());
            session.address = 400 + crawler * 16 + random.nextInt(16);
            session.agent = catalogue.crawlers.get(crawler);
            session.entryReferrer = Request.NONE;
            session.requestsLeft = 5 + random.nextInt(60);
        }
    }

    private void proceed(Session session) {
        request.address = catalogue.addresses[session.address];
        request.webServer = session.address;
        request.agent = session.agent;
        request.user = session.user;
        request.method = GET;
        request.status = 200;
        switch (session.caller) {
            case VISITOR -> visit(session);
            case API_CLIENT -> call(session);
            case CRAWLER -> crawl();
        }
        if (request.status == 304 || request.method == HEAD) {
            request.bodyBytes = -1;
        }
        if (--session.requestsLeft <= 0) {
            begin(session);
        }
    }

    private void visit(Session session) {
        request.version = HTTP_2;
        if (session.page != null && random.nextInt(100) < 62) {
            referrer(Catalogue.SITE, session.page);
            request.target = catalogue.assets[assets.draw(random)];
            request.bodyBytes = 900L + random.nextInt(60_000);
            request.status = random.nextInt(100) < 22 ? 304 : random.nextInt(400) == 0 ? 206 : 200;
            return;
        }
        if (session.page == null) {
            referrer(EMPTY, session.entryReferrer);
        } else {
            referrer(Catalogue.SITE, session.page);
        }
        int what = random.nextInt(1000);
        if (what < 14) {
            request.target = catalogue.deadLinks[deadLinks.draw(random)];
            request.status = 404;
            request.bodyBytes = 1245;
        } else if (what < 18) {
            request.target = catalogue.retiredPages[random.nextInt(catalogue.retiredPages.length)];
            request.status = 410;
            request.bodyBytes = 822;
        } else if (what < 44) {
            logIn(session);
        } else {
            request.target = catalogue.pages[pages.draw(random)];
            request.bodyBytes = 4_000L + random.nextInt(40_000);
            request.status = statusOfPage();
            session.page = request.target;
        }
    }

    private int statusOfPage() {
        int what = random.nextInt(1000);
        if (what < 6) {
            return 301;
        } else if (what < 26) {
            return 302;
        } else if (what < 56) {
            return 304;
        } else if (what < 59) {
            return 499;
        } else if (what < 61) {
            return 500;
        } else if (what < 62) {
            return 503;
        }
        return 200;
    }

    private void logIn(Session session) {
        if (session.user == Request.NONE && mayFail(session)) {
            request.bodyBytes = 611;
            if (random.nextInt(4) == 0) {
                request.target = catalogue.forbiddenPages[random.nextInt(catalogue.forbiddenPages.length)];
                request.status = 403;
            } else {
                request.method = POST;
                request.target = LOGIN;
                request.status = 401;
            }
            return;
        }
        request.method = POST;
        request.target = LOGIN;
        request.status = 302;
        request.bodyBytes = 154;
        session.page = ACCOUNT;
    }

    private boolean mayFail(Session session) {
        if (random.nextInt(3) != 0 || micros - lastFailureMicros[session.address] < FAILURE_INTERVAL_MICROS) {
            return false;
        }
        lastFailureMicros[session.address] = micros;
        return true;
    }

    private void call(Session session) {
        referrer(EMPTY, Request.NONE);
        request.version = HTTP_1_1;
        request.target = catalogue.calls[calls.draw(random)];
        request.bodyBytes = 180L + random.nextInt(9_000);
        int what = random.nextInt(1000);
        if (what < 35) {
            request.status = 429;
            request.bodyBytes = 64;
        } else if (what < 38) {
            request.status = 502;
            request.bodyBytes = 157;
        } else if (what < 42 && mayFail(session)) {
            request.target = catalogue.forbiddenPages[2];
            request.status = 403;
            request.bodyBytes = 48;
        } else if (what < 90) {
            request.method = POST;
            request.status = 201;
        }
    }

    private void crawl() {
        referrer(EMPTY, Request.NONE);
        request.version = HTTP_1_1;
        int what = random.nextInt(1000);
        if (what < 20) {
            request.target = ROBOTS;
            request.bodyBytes = 312;
        } else if (what < 45) {
            request.target = catalogue.deadLinks[deadLinks.draw(random)];
            request.status = 404;
            request.bodyBytes = 1245;
        } else if (what < 60) {
            request.target = catalogue.retiredPages[random.nextInt(catalogue.retiredPages.length)];
            request.status = 410;
            request.bodyBytes = 822;
        } else {
            request.target = catalogue.pages[random.nextInt(catalogue.pages.length)];
            request.method = what < 80 ? HEAD : GET;
            request.status = what < 300 ? 304 : what < 330 ? 301 : 200;
            request.bodyBytes = 4_000L + random.nextInt(40_000);
        }
    }

    private void beginAttack() {
        Attack.Kind kind = attacksBegun % 2 == 0 ? Attack.Kind.GUESSING : Attack.Kind.SCANNING;
        int requests = kind == Attack.Kind.GUESSING ? 7 + random.nextInt(7) : 22 + random.nextInt(17);
        attacks.add(new Attack(
                kind,
                attacksBegun % catalogue.attackers.length,
                catalogue.attackTools.get(random.nextInt(catalogue.attackTools.size())),
                requests,
                random.nextInt(catalogue.probes.size()),
                lines));
        attacksBegun++;
        nextAttackLine = lines + (attacksBegun == 1 ? 400 : LINES_BETWEEN_ATTACKS + random.nextInt(1_000));
    }

    private Attack dueAttack() {
        for (int i = 0; i < attacks.size(); i++) {
            if (attacks.get(i).nextLine <= lines) {
                return attacks.get(i);
            }
        }
        return null;
    }

    private void proceed(Attack attack) {
        request.address = catalogue.attackers[attack.attacker];
        request.webServer = attack.attacker;
        request.agent = attack.agent;
        request.user = Request.NONE;
        request.version = HTTP_1_1;
        switch (attack.kind) {
            case GUESSING -> {
                referrer(Catalogue.SITE, LOGIN);
                request.method = POST;
                request.target = LOGIN;
                request.status = attack.isLastRequest() ? 200 : attack.done % 5 == 4 ? 403 : 401;
                request.bodyBytes = attack.isLastRequest() ? 5_120 : 611;
            }
            case SCANNING -> {
                referrer(EMPTY, Request.NONE);
                request.method = GET;
                request.target = catalogue.probes.get((attack.firstProbe + attack.done) % catalogue.probes.size());
                request.status = 404;
                request.bodyBytes = 1245;
            }
        }
        attack.done++;
        if (attack.done == attack.requests) {
            attacks.remove(attack);
            return;
        }
        int linesASecond = (int) settings.linesPerSecond();
        // The last guess comes in a second of its own where that is few enough lines away: logs tell time to the
        // second.
        attack.nextLine = lines
                + (attack.kind == Attack.Kind.GUESSING && attack.isLastRequest()
                        ? Math.min(linesASecond + 1, 1_000)
                        : 1 + random.nextInt(Math.min(linesASecond, 40)));
    }

    private void referrer(byte[] site, byte[] rest) {
        request.referrerSite = site;
        request.referrer = rest;
    }

    private void damage() {
        switch (random.nextInt(4)) {
            case 0 -> line.clear().put(STACK_TRACE);
            case 1 -> line.clear().put(HANDSHAKE).putNumber(random.nextInt(1000));
            default -> {
                int limit = settings.format() == LineFormat.COMBINED ? LONGEST_COMBINED_CUT : line.length() - 1;
                line.cutTo(SHORTEST_CUT + random.nextInt(limit - SHORTEST_CUT));
            }
        }
    }
}
