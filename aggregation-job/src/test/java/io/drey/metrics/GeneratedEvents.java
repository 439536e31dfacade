package io.drey.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventBatchWriter;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.job.datasets.FixedDatasets;
import io.drey.metrics.domain.UserAgentNames;
import java.time.Instant;
import java.util.Random;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;

/** A source of the same requests each time: two raw partitions of two minutes each, some events late, in both forms. */
final class GeneratedEvents {

    static final long COUNT = 8_000;

    /** How many events were generated in this JVM, by all sources. */
    static final AtomicLong GENERATED = new AtomicLong();

    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final long PER_PARTITION = COUNT / 2;
    private static final long INTERVAL = 30;
    private static final int[] STATUS_CODES = {200, 200, 200, 304, 401, 403, 404, 410, 429, 500};

    private final DatasetId datasetId;
    private final long shiftMillis;

    GeneratedEvents(String tenant) {
        this(tenant, 0);
    }

    /** The same with time stamps that are so far ahead. */
    GeneratedEvents(String tenant, long shiftMillis) {
        this.datasetId = idOf(tenant);
        this.shiftMillis = shiftMillis;
    }

    FixedDatasets directory() {
        return new FixedDatasets(DatasetDocument.live(datasetId, "combined"));
    }

    DataGeneratorSource<byte[]> source(double eventsPerSecond) {
        return sourceOf(eventsPerSecond, this);
    }

    static FixedDatasets directoryOf(GeneratedEvents... all) {
        return new FixedDatasets(Stream.of(all)
                .map(events -> DatasetDocument.live(events.datasetId, "combined"))
                .toArray(DatasetDocument[]::new));
    }

    /** Those of several tenants, in turn. */
    static DataGeneratorSource<byte[]> sourceOf(double eventsPerSecond, GeneratedEvents... all) {
        // Shipped with the source: dataset ids are not made for that.
        String[] tenants =
                Stream.of(all).map(events -> events.datasetId.tenant()).toArray(String[]::new);
        long[] shifts = Stream.of(all).mapToLong(events -> events.shiftMillis).toArray();
        return new DataGeneratorSource<>(
                n -> {
                    GENERATED.incrementAndGet();
                    int of = (int) (n % tenants.length);
                    return encoded(tenants[of], of, shifts[of], n / tenants.length);
                },
                COUNT * all.length,
                RateLimiterStrategy.perSecond(eventsPerSecond),
                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    /** What the documents have to say of them. */
    static SortedSet<String> expected() {
        UserAgentNames names = new UserAgentNames();
        return Recount.ofAllLengths(
                LongStream.range(0, COUNT).mapToObj(GeneratedEvents::access).toList(),
                path -> path,
                agent -> names.name(agent.getBytes(UTF_8), 0, agent.length()).toString());
    }

    private static DatasetId idOf(String tenant) {
        return new DatasetId(tenant, "access");
    }

    private static byte[] encoded(String tenant, int source, long shiftMillis, long n) {
        Access access = access(n);
        LogEvent event = new Access(
                        access.millis() + shiftMillis,
                        access.ip(),
                        access.path(),
                        access.agent(),
                        access.status(),
                        access.bytes())
                .event(idOf(tenant), 2 * source + (int) (n / PER_PARTITION), n, arrivalOf(n));
        return n % 2 == 0 ? new LogEventCodec().encode(event) : EventBatchWriter.record(event);
    }

    private static Access access(long n) {
        Random random = new Random(n);
        // The first values of neighbouring seeds are alike.
        random.nextLong();
        long behind = random.nextInt(20) == 0 ? 60_000 : random.nextInt(4_000);
        return new Access(
                arrivalOf(n) - behind,
                "10.0.0." + random.nextInt(40),
                "/page/" + (char) ('a' + random.nextInt(20)),
                random.nextBoolean() ? "curl/8.5.0" : "Wget/1.21",
                STATUS_CODES[random.nextInt(STATUS_CODES.length)],
                random.nextInt(10_000));
    }

    private static long arrivalOf(long n) {
        return NOON + n % PER_PARTITION * INTERVAL;
    }
}
