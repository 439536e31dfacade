package io.drey.cli.quickstart;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.operations.generate.TrafficGenerator;
import io.drey.operations.generate.TrafficSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;

/** Traffic of a made-up web shop with two web servers, sent when it happens. */
record GeneratedFeed(long seed, long count, double linesPerSecond) implements Feed {

    private static final int WEB_SERVERS = 2;

    /** From here on both attacks and every status have happened. */
    private static final long ENOUGH_FOR_EVERYTHING = 5_000;

    private static final Set<String> ATTACKS = Set.of("brute-force-login", "path-scanner");

    /** By then a scanner has asked for what each of these rules looks for. */
    private static final long ENOUGH_FOR_EVERY_RULE = 20_000;

    private static final Set<String> EVERY_RULE =
            Set.of("brute-force-login", "path-scanner", "scanner-agent", "cgi-on-a-device", "path-traversal");

    @Override
    public String description() {
        return "%,d lines of generated traffic, %.0f a second".formatted(count, linesPerSecond);
    }

    @Override
    public int partitions() {
        return WEB_SERVERS;
    }

    @Override
    public OptionalLong lines() {
        return OptionalLong.of(count);
    }

    @Override
    public DatasetDocument document(DatasetId id) {
        return DatasetDocument.live(id, "combined");
    }

    @Override
    public boolean showsEverything() {
        return count >= ENOUGH_FOR_EVERYTHING;
    }

    @Override
    public Set<String> rulesShown() {
        return count < ENOUGH_FOR_EVERY_RULE ? ATTACKS : EVERY_RULE;
    }

    @Override
    public void feed(Sink sink) throws InterruptedException {
        TrafficGenerator traffic = new TrafficGenerator(TrafficSettings.combined(seed, Instant.now(), linesPerSecond));
        for (long line = 0; line < count; line++) {
            Duration early = Duration.between(Instant.now(), traffic.timeOf(line));
            if (early.toMillis() > 0) {
                Thread.sleep(early.toMillis());
            }
            byte[] bytes = traffic.nextLine();
            sink.accept(bytes, traffic.webServer(WEB_SERVERS));
        }
    }
}
