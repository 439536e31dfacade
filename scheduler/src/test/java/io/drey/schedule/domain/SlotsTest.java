package io.drey.schedule.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotsTest {

    /** Clocks in Berlin go from 02:00 to 03:00, which is 01:00 in UTC. */
    private static final String DAY_OF_SUMMER_TIME = "2026-03-29";

    /** Clocks in Berlin go from 03:00 back to 02:00, which is 01:00 in UTC. */
    private static final String DAY_OF_WINTER_TIME = "2026-10-25";

    @Test
    void comeByTheLocalTimeOfTheirZone() {
        Slots slots = Slots.of("30 3 * * *", "Europe/Berlin");

        assertThat(next(slots, "2026-01-10T12:00:00Z", 2))
                .containsExactly(Instant.parse("2026-01-11T02:30:00Z"), Instant.parse("2026-01-12T02:30:00Z"));
        assertThat(next(slots, "2026-07-10T12:00:00Z", 1)).containsExactly(Instant.parse("2026-07-11T01:30:00Z"));
    }

    @Test
    void aSlotIsAfterTheMomentAskedFor() {
        Slots slots = Slots.of("0 * * * *", "UTC");

        assertThat(slots.next(Instant.parse("2026-01-10T12:00:00Z"))).isEqualTo("2026-01-10T13:00:00Z");
        assertThat(slots.next(Instant.parse("2026-01-10T11:59:59.999Z"))).isEqualTo("2026-01-10T12:00:00Z");
    }

    @Test
    void whatStandsInTheGapComesAtItsEnd() {
        Slots daily = Slots.of("30 2 * * *", "Europe/Berlin");

        assertThat(next(daily, "2026-03-28T12:00:00Z", 2))
                .containsExactly(
                        Instant.parse(DAY_OF_SUMMER_TIME + "T01:00:00Z"), Instant.parse("2026-03-30T00:30:00Z"));
    }

    @Test
    void allThatStandsInTheGapComesOnce() {
        Slots quarterly = Slots.of("*/15 * * * *", "Europe/Berlin");

        assertThat(next(quarterly, DAY_OF_SUMMER_TIME + "T00:40:00Z", 3))
                .containsExactly(
                        Instant.parse(DAY_OF_SUMMER_TIME + "T00:45:00Z"),
                        Instant.parse(DAY_OF_SUMMER_TIME + "T01:00:00Z"),
                        Instant.parse(DAY_OF_SUMMER_TIME + "T01:15:00Z"));
    }

    @Test
    void whatComesTwiceOnTheClockComesOnce() {
        Slots daily = Slots.of("30 2 * * *", "Europe/Berlin");

        assertThat(next(daily, "2026-10-24T12:00:00Z", 2))
                .containsExactly(
                        Instant.parse(DAY_OF_WINTER_TIME + "T00:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
        assertThat(daily.next(Instant.parse(DAY_OF_WINTER_TIME + "T01:10:00Z")))
                .as("between 02:00 and 03:00 for the second time")
                .isEqualTo("2026-10-26T01:30:00Z");
    }

    @Test
    void aZoneThatChangesByHalfAnHourIsTakenAsItIs() {
        Slots daily = Slots.of("15 2 * * *", "Australia/Lord_Howe");

        assertThat(daily.next(Instant.parse("2026-10-03T00:00:00Z")))
                .as("02:00 is followed by 02:30")
                .isEqualTo("2026-10-03T15:30:00Z");
    }

    @Test
    void eitherDayCountsWhereBothAreGiven() {
        Slots slots = Slots.of("0 0 13 * 5", "UTC");

        assertThat(next(slots, "2026-01-08T12:00:00Z", 3))
                .as("a Friday, the 13th, a Friday: as cron has it")
                .containsExactly(
                        Instant.parse("2026-01-09T00:00:00Z"),
                        Instant.parse("2026-01-13T00:00:00Z"),
                        Instant.parse("2026-01-16T00:00:00Z"));
    }

    @Test
    void theLatestIsFoundHoweverLongAgo() {
        assertThat(Slots.of("20 * * * *", "UTC").latest(Instant.parse("2026-01-10T12:20:00Z")))
                .contains(Instant.parse("2026-01-10T12:20:00Z"));
        assertThat(Slots.of("0 0 1 * *", "UTC").latest(Instant.parse("2026-01-31T12:00:00Z")))
                .contains(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(Slots.of("0 0 29 2 *", "UTC").latest(Instant.parse("2027-01-31T12:00:00Z")))
                .contains(Instant.parse("2024-02-29T00:00:00Z"));
    }

    @Test
    void whatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Slots.of("61 * * * *", "UTC"))
                .withMessageContaining("61 * * * *")
                .withMessageContaining("'30 3 * * *'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Slots.of("0 0 30 2 *", "UTC"))
                .withMessageContaining("never comes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Slots.of("0 0 * * *", "Europe/Berlinn"))
                .withMessageContaining("Europe/Berlinn");
    }

    private static List<Instant> next(Slots slots, String after, int count) {
        List<Instant> next = new ArrayList<>();
        Instant from = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            from = slots.next(from);
            next.add(from);
        }
        return next;
    }
}
