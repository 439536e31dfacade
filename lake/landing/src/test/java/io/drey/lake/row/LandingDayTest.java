package io.drey.lake.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class LandingDayTest {

    private static final Instant ARRIVAL = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void filesUnderTheDayOfTheTimeStamp() {
        assertThat(day(Instant.parse("2026-11-20T23:59:59.999999Z"), ARRIVAL, ARRIVAL))
                .isEqualTo("2026-11-20");
        assertThat(day(Instant.parse("2001-02-03T04:05:06Z"), ARRIVAL, ARRIVAL)).isEqualTo("2001-02-03");
        assertThat(day(Instant.parse("1990-01-01T00:00:00Z"), ARRIVAL, ARRIVAL)).isEqualTo("1990-01-01");
    }

    @Test
    void filesAnAncientTimeStampUnderItsArrival() {
        Instant unixZero = Instant.EPOCH;

        assertThat(suspect(unixZero, ARRIVAL, ARRIVAL)).isTrue();
        assertThat(day(unixZero, ARRIVAL, ARRIVAL)).isEqualTo("2026-11-21");
        assertThat(suspect(Instant.parse("1989-12-31T23:59:59.999999Z"), ARRIVAL, ARRIVAL))
                .isTrue();
    }

    @Test
    void allowsADayOfTheFutureAndNoMore() {
        Instant dayAhead = ARRIVAL.plus(1, ChronoUnit.DAYS);

        assertThat(suspect(dayAhead, ARRIVAL, ARRIVAL)).isFalse();
        assertThat(day(dayAhead, ARRIVAL, ARRIVAL)).isEqualTo("2026-11-22");
        assertThat(suspect(dayAhead.plus(1, ChronoUnit.MICROS), ARRIVAL, ARRIVAL))
                .isTrue();
        assertThat(day(Instant.parse("9999-12-31T00:00:00Z"), ARRIVAL, ARRIVAL)).isEqualTo("2026-11-21");
    }

    @Test
    void trustsOurClockWhereTheRecordsOwnCannotBe() {
        Instant wrongRecordTime = Instant.parse("9998-01-01T00:00:00Z");

        assertThat(day(Instant.parse("9998-06-01T00:00:00Z"), wrongRecordTime, ARRIVAL))
                .isEqualTo("2026-11-21");
        assertThat(day(Instant.parse("2026-11-21T00:00:00Z"), Instant.EPOCH, ARRIVAL))
                .isEqualTo("2026-11-21");
    }

    private static String day(Instant timestamp, Instant created, Instant ingested) {
        return LocalDate.ofEpochDay(LandingDay.of(micros(timestamp), created.toEpochMilli(), ingested.toEpochMilli()))
                .toString();
    }

    private static boolean suspect(Instant timestamp, Instant created, Instant ingested) {
        return LandingDay.isSuspect(micros(timestamp), created.toEpochMilli(), ingested.toEpochMilli());
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
    }
}
