package io.drey.operations.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.schedule.domain.CatchUp;
import io.drey.schedule.domain.Retries;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.domain.Slots;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportWorkTest {

    @Test
    void aDailyReportIsAboutYesterday() {
        assertThat(period("15 5 * * *", "UTC", "2026-03-10T05:15:00Z"))
                .isEqualTo(new ReportWork.Period(
                        Instant.parse("2026-03-09T00:00:00Z"),
                        Instant.parse("2026-03-10T00:00:00Z"),
                        LocalDate.of(2026, 3, 9)));
    }

    @Test
    void daysAreThoseOfTheTimeZoneAlsoWhereOneHas23Hours() {
        assertThat(period("15 5 * * *", "Europe/Berlin", "2026-03-30T03:15:00Z"))
                .isEqualTo(new ReportWork.Period(
                        Instant.parse("2026-03-28T23:00:00Z"),
                        Instant.parse("2026-03-29T22:00:00Z"),
                        LocalDate.of(2026, 3, 29)));
    }

    @Test
    void aMonthlyReportIsAboutTheMonthBefore() {
        assertThat(period("0 6 1 * *", "UTC", "2026-03-01T06:00:00Z"))
                .isEqualTo(new ReportWork.Period(
                        Instant.parse("2026-02-01T00:00:00Z"),
                        Instant.parse("2026-03-01T00:00:00Z"),
                        LocalDate.of(2026, 2, 1)));
    }

    @Test
    void severalADayAreAboutTheTimeBetweenThem() {
        assertThat(period("0 */6 * * *", "UTC", "2026-03-10T12:00:00Z"))
                .isEqualTo(new ReportWork.Period(
                        Instant.parse("2026-03-10T06:00:00Z"),
                        Instant.parse("2026-03-10T12:00:00Z"),
                        LocalDate.of(2026, 3, 10)));
    }

    private static ReportWork.Period period(String cron, String zone, String slot) {
        Schedule schedule = new Schedule(
                "report",
                Slots.of(cron, zone),
                ReportWork.NAME,
                Map.of(),
                new CatchUp(Duration.ofDays(1), 1),
                new Retries(0, Duration.ZERO),
                Schedule.Standing.ON);
        return ReportWork.Period.of(schedule, Instant.parse(slot));
    }
}
