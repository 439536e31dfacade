package io.drey.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * For tests of what depends on the day or the hour that it is: the names of indices, the slots of schedules. A day that
 * ends in the middle of such a test would fail it; so it begins when there is room, which is nearly always at once.
 *
 * <pre>{@code
 * WallClock.awaitRoomInDay(Duration.ofMinutes(1));
 * LocalDate today = LocalDate.now(ZoneOffset.UTC);
 * }</pre>
 */
public final class WallClock {
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private WallClock() {}

    /** Returns when no day, month or year begins in UTC for so long. */
    public static void awaitRoomInDay(Duration room) {
        awaitRoom(room, LocalTime.MIDNIGHT::equals);
    }

    /** Returns when no day begins for so long, and none of these minutes of an hour. */
    public static void awaitRoomInHour(Duration room, int... minutes) {
        awaitRoom(
                room,
                time -> time.equals(LocalTime.MIDNIGHT)
                        || Arrays.stream(minutes).anyMatch(minute -> minute == time.getMinute()));
    }

    private static void awaitRoom(Duration room, Predicate<LocalTime> isBoundary) {
        Instant begin = withRoom(Instant.now(), room, isBoundary);
        Await.until("the clock to show " + begin, LONGEST, () -> !Instant.now().isBefore(begin));
    }

    /** The first time, not before now, after which no boundary comes for so long. */
    static Instant withRoom(Instant now, Duration room, Predicate<LocalTime> isBoundary) {
        Instant begin = now;
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        while (!minute.isAfter(begin.plus(room))) {
            if (isBoundary.test(LocalTime.ofInstant(minute, ZoneOffset.UTC))) {
                begin = minute;
            }
            if (Duration.between(now, begin).compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("there are never %s between two boundaries".formatted(room));
            }
            minute = minute.plus(1, ChronoUnit.MINUTES);
        }
        return begin;
    }
}
