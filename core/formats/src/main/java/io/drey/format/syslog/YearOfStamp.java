package io.drey.format.syslog;

import io.drey.format.FormatOptions;
import io.drey.format.MissingYear;
import io.drey.format.text.CivilTime;
import io.drey.format.text.IsoTime;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Finds the year of times without one, as {@link MissingYear} says it. Keeps the time before; not thread-safe. */
final class YearOfStamp implements DeviceTime.Yearless {

    /** February the 29th may have been eight years ago, as around 1900; the first year may be one too many. */
    private static final int MOST_YEARS = 10;

    private static final long SECOND = 1_000_000L;
    private static final long DAY = 86_400L * SECOND;

    /** How far a stamp without a year is from the one before it at most. */
    private static final long HALF_A_YEAR = 183 * DAY;

    private static final long NONE = Long.MIN_VALUE;

    private final ZoneId zone;

    /** The year of the first stamp without one; 0 where each stands alone. */
    private final int firstYear;

    /** What stamps without a year do not lie behind, whenever they arrive; or none. */
    private final long fixedLatest;

    /** The stamp without a year before, where years follow from the order of lines. */
    private long previous = NONE;

    YearOfStamp(FormatOptions options) {
        this.zone = options.timeZone();
        this.firstYear = options.missingYear() instanceof MissingYear.From from ? from.year() : 0;
        this.fixedLatest = options.missingYear() instanceof MissingYear.NotBehind moment
                ? moment.latest().map(latest -> latest.toEpochMilli() * 1000).orElse(NONE)
                : NONE;
    }

    @Override
    public long micros(int month, int day, long ofDay, long arrivalMicros) {
        if (firstYear > 0) {
            previous = previous == NONE
                    ? lastYearWith(month, day, ofDay, firstYear, Long.MAX_VALUE)
                    : notBehind(month, day, ofDay, previous + HALF_A_YEAR);
            return previous;
        }
        return notBehind(month, day, ofDay, fixedLatest == NONE ? arrivalMicros + DAY : fixedLatest);
    }

    private long notBehind(int month, int day, long ofDay, long latest) {
        // A day more: clocks of the dataset's zone may show the next year already.
        int year = LocalDate.ofEpochDay(Math.floorDiv(latest, DAY) + 1).getYear();
        return lastYearWith(month, day, ofDay, year, latest);
    }

    private long lastYearWith(int month, int day, long ofDay, int year, long latest) {
        for (int i = 0; i < MOST_YEARS && year - i >= 1; i++) {
            if (day <= CivilTime.daysInMonth(year - i, month)) {
                long micros = inUtc(CivilTime.epochDay(year - i, month, day) * DAY + ofDay);
                if (micros <= latest) {
                    return micros;
                }
            }
        }
        return IsoTime.WRONG;
    }

    /** The moment at which clocks of the dataset's zone show what clocks of UTC show at another one. */
    private long inUtc(long local) {
        if (zone.equals(ZoneOffset.UTC)) {
            return local;
        }
        LocalDateTime shown = LocalDateTime.ofEpochSecond(Math.floorDiv(local, SECOND), 0, ZoneOffset.UTC);
        return local - zone.getRules().getOffset(shown).getTotalSeconds() * SECOND;
    }
}
