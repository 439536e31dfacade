package io.drey.delivery.domain;

import io.drey.configuration.SearchPolicy;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The names of date-named indices: {@code logs-<tenant>-yyyy.MM.dd} or {@code -yyyy.MM}, in UTC. A time stamp that cannot
 * be right, before 1990 or more than a day beyond the arrival, is filed under the arrival, so that a wrong clock makes no
 * indices.
 *
 * <p>An instance remembers names and is not thread-safe.
 */
public final class IndexNames {

    private static final long EARLIEST_MILLIS =
            Instant.parse("1990-01-01T00:00:00Z").toEpochMilli();
    private static final long DAY_MILLIS = 86_400_000;
    private static final int REMEMBERED = 10_000;
    private static final DateTimeFormatter DAY = formatter("uuuu.MM.dd");
    private static final DateTimeFormatter MONTH = formatter("uuuu.MM");

    private final Map<Key, String> names = new HashMap<>();

    /**
     * The index of a document.
     *
     * @param kind what the documents are, such as {@code logs}
     * @param timestampMillis when it happened, in milliseconds since the epoch
     * @param arrivedMillis when it arrived, in milliseconds since the epoch
     */
    public String of(String kind, String tenant, SearchPolicy.Period period, long timestampMillis, long arrivedMillis) {
        boolean sane = timestampMillis >= EARLIEST_MILLIS && timestampMillis <= arrivedMillis + DAY_MILLIS;
        long day = Math.floorDiv(sane ? timestampMillis : arrivedMillis, DAY_MILLIS);
        if (names.size() > REMEMBERED) {
            names.clear();
        }
        return names.computeIfAbsent(new Key(kind, tenant, period, day), IndexNames::name);
    }

    private static String name(Key key) {
        DateTimeFormatter date =
                switch (key.period) {
                    case DAILY -> DAY;
                    case MONTHLY -> MONTH;
                };
        return key.kind + "-" + key.tenant + "-" + date.format(Instant.ofEpochMilli(key.day * DAY_MILLIS));
    }

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    private record Key(String kind, String tenant, SearchPolicy.Period period, long day) {}
}
