package io.drey.lake.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RhythmTest {

    private static final long MONDAY = 490_000;

    @Test
    void anHourWithoutALineAfterADayOfLinesIsMissing() {
        SortedSet<Long> hours = hours(MONDAY, MONDAY + 48);
        hours.remove(MONDAY + 30);
        assertThat(new Rhythm(hours).missing()).containsExactly(MONDAY + 30);
    }

    @Test
    void anHourThatIsOftenEmptyIsNotMissing() {
        SortedSet<Long> hours = new TreeSet<>();
        for (long hour = MONDAY; hour < MONDAY + 400; hour += 2) {
            hours.add(hour);
        }
        assertThat(new Rhythm(hours).missing()).isEmpty();
    }

    @Test
    void theHourOfTheDailyJobIsMissingOnTheDayItDidNotRun() {
        SortedSet<Long> hours = new TreeSet<>();
        for (int day = 0; day < 12; day++) {
            if (day != 9) {
                hours.add(MONDAY + day * 24L);
            }
        }
        assertThat(new Rhythm(hours).missing()).containsExactly(MONDAY + 9 * 24);
    }

    @Test
    void aLongGapIsToldByItsFirstHoursOnly() {
        SortedSet<Long> hours = hours(MONDAY, MONDAY + 48);
        hours.add(MONDAY + 100_000_000);
        assertThat(new Rhythm(hours).missing()).containsExactly(MONDAY + 48);
    }

    @Test
    void aDatasetIsSilentWhenItsPauseIsLongerThanADay() {
        Rhythm rhythm = new Rhythm(hours(MONDAY, MONDAY + 10));
        assertThat(rhythm.silentSince(MONDAY + 9 + 25)).isEmpty();
        assertThat(rhythm.silentSince(MONDAY + 9 + 26)).contains(MONDAY + 9);
        assertThat(new Rhythm(new TreeSet<>()).silentSince(MONDAY)).isEmpty();
    }

    @Test
    void aDatasetThatOftenPausesIsGivenThreeTimesItsLongestPause() {
        SortedSet<Long> hours = hours(MONDAY, MONDAY + 10);
        hours.add(MONDAY + 9 + 31);
        Rhythm rhythm = new Rhythm(hours);
        assertThat(rhythm.silentSince(MONDAY + 40 + 91)).isEmpty();
        assertThat(rhythm.silentSince(MONDAY + 40 + 92)).contains(MONDAY + 40);
    }

    private static SortedSet<Long> hours(long from, long to) {
        SortedSet<Long> hours = new TreeSet<>();
        for (long hour = from; hour < to; hour++) {
            hours.add(hour);
        }
        return hours;
    }
}
