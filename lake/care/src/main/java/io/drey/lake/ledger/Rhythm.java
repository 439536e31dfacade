package io.drey.lake.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * When a dataset has lines, by the hour, and where it falls out of that.
 *
 * <p>An hour is missing if it had no line although the 24 hours before all had some, or the same hour of each of the seven
 * days before. A dataset is silent if its last line is longer ago than a day and than three times the longest pause of the 14
 * days before that line. Hours are numbered from the epoch.
 */
final class Rhythm {

    private static final int DAY = 24;
    private static final int WEEK_DAYS = 7;
    private static final long LOOK_BACK = 14L * DAY;
    private static final int PATIENCE = 3;

    private final SortedSet<Long> hours;

    Rhythm(SortedSet<Long> hours) {
        this.hours = new TreeSet<>(hours);
    }

    /** The hours that are missing. */
    List<Long> missing() {
        List<Long> missing = new ArrayList<>();
        long next = Long.MIN_VALUE;
        for (long hour : hours) {
            // After a day without lines nothing is usual any more; the first of them are enough to be looked at.
            for (long absent = next; next != Long.MIN_VALUE && absent < Math.min(hour, next + LOOK_BACK); absent++) {
                if (isUsual(absent)) {
                    missing.add(absent);
                }
            }
            next = hour + 1;
        }
        return missing;
    }

    private boolean isUsual(long hour) {
        return hours.subSet(hour - DAY, hour).size() == DAY || isEachDayBefore(hour);
    }

    private boolean isEachDayBefore(long hour) {
        for (int day = 1; day <= WEEK_DAYS; day++) {
            if (!hours.contains(hour - (long) day * DAY)) {
                return false;
            }
        }
        return true;
    }

    /** The last hour with lines, if the dataset is silent. */
    Optional<Long> silentSince(long nowHour) {
        if (hours.isEmpty()) {
            return Optional.empty();
        }
        long last = hours.last();
        long longestPause = 0;
        long before = Long.MAX_VALUE;
        for (long hour : hours.tailSet(last - LOOK_BACK)) {
            longestPause = before == Long.MAX_VALUE ? 0 : Math.max(longestPause, hour - before - 1);
            before = hour;
        }
        long patience = Math.max(DAY, PATIENCE * longestPause);
        return nowHour - last - 1 > patience ? Optional.of(last) : Optional.empty();
    }
}
