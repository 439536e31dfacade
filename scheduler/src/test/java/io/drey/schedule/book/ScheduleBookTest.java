package io.drey.schedule.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.schedule.ScheduleException;
import io.drey.schedule.domain.CatchUp;
import io.drey.schedule.domain.Retries;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.domain.Slots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleBookTest {

    private static final Map<String, Set<String>> WORKS = Map.of(
            "lake export", Set.of("out"),
            "lake retain", Set.of(),
            "lake verify", Set.of("tenant"),
            "lake changes", Set.of(),
            "index rotate", Set.of(),
            "index expire", Set.of("keep"),
            "metrics cost", Set.of(),
            "metrics rollup", Set.of("length"),
            "rules rescan", Set.of("reach"));

    @TempDir
    private Path folder;

    @Test
    void everyInstallationHasWhatMustBeDoneRegularly() {
        assertThat(ScheduleBook.defaults(WORKS).all())
                .extracting(Schedule::name)
                .containsExactly(
                        "index-expire",
                        "index-rotate",
                        "lake-changes",
                        "lake-export",
                        "lake-retain",
                        "lake-verify",
                        "metrics-cost",
                        "metrics-days",
                        "metrics-hours",
                        "rules-rescan");
    }

    @Test
    void anOwnScheduleReplacesADefault() throws IOException {
        write(
                """
                schedules:
                  - name: lake-verify
                    cron: "0 5 * * 1"
                    time-zone: Europe/Berlin
                    run: lake verify
                    with:
                      tenant: acme
                    catch-up: 3h
                    catch-up-slots: 2
                    retries: 1
                    retry-pause: 10 s
                    enabled: false
                """);

        ScheduleBook book = ScheduleBook.defaults(WORKS).with(folder, WORKS);

        assertThat(book.all()).hasSize(10);
        assertThat(book.schedule("lake-verify"))
                .isEqualTo(new Schedule(
                        "lake-verify",
                        Slots.of("0 5 * * 1", "Europe/Berlin"),
                        "lake verify",
                        Map.of("tenant", "acme"),
                        new CatchUp(Duration.ofHours(3), 2),
                        new Retries(1, Duration.ofSeconds(10)),
                        Schedule.Standing.OFF));
    }

    @Test
    void whatIsNotGivenHasADefault() throws IOException {
        write("schedules: [{name: mine, cron: '* * * * *', run: lake verify}]");

        Schedule mine = ScheduleBook.defaults(WORKS).with(folder, WORKS).schedule("mine");

        assertThat(mine.slots()).isEqualTo(Slots.of("* * * * *", "UTC"));
        assertThat(mine.catchUp()).isEqualTo(new CatchUp(Duration.ofDays(1), 24));
        assertThat(mine.retries()).isEqualTo(new Retries(3, Duration.ofMinutes(1)));
        assertThat(mine.standing()).isEqualTo(Schedule.Standing.ON);
    }

    @Test
    void whatIsWrongIsToldByFileAndLine() throws IOException {
        refused("schedules:\n  - name: mine\n    corn: x\n", "own.yaml:3: there is no key 'corn'", "cron");
        refused("schedules:\n  - name: mine\n", "own.yaml:2: schedule mine needs cron and run");
        refused("schedules:\n  - {name: mine, cron: '* * * * *', run: lake verfy}\n", "own.yaml:2:", "lake verify");
        refused(
                "schedules:\n  - {name: mine, cron: '* * * * *', run: lake verify, with: {tenat: acme}}\n",
                "own.yaml:2:",
                "tenant");
        refused("schedules:\n  - {name: mine, cron: '* * *', run: lake verify}\n", "own.yaml:2:", "* * *");
        refused("schedules:\n  - {name: Mine, cron: '* * * * *', run: lake verify}\n", "own.yaml:2:", "Mine");
        refused(
                "schedules:\n  - {name: mine, cron: '* * * * *', run: lake verify, catch-up: soon}\n",
                "own.yaml:2:",
                "'soon' is no length of time");
        refused("nothing: here\n", "own.yaml:1: there is no key 'nothing'");
        refused("", "own.yaml:1: there are no schedules");
    }

    @Test
    void aNameThatIsNoneIsToldWithWhatMayBeMeant() {
        assertThatThrownBy(() -> ScheduleBook.defaults(WORKS).schedule("lake-verfy"))
                .isInstanceOf(ScheduleException.class)
                .hasMessageContaining("lake-verify");
    }

    @Test
    void twoOfOneNameAreRefused() throws IOException {
        String one = "schedules: [{name: mine, cron: '* * * * *', run: lake verify}]";
        write(one);
        Files.writeString(folder.resolve("other.yaml"), one);

        assertThatThrownBy(() -> ScheduleBook.defaults(WORKS).with(folder, WORKS))
                .isInstanceOf(ScheduleException.class)
                .hasMessageContaining("own.yaml")
                .hasMessageContaining("other.yaml");
    }

    private void refused(String text, String... words) throws IOException {
        write(text);
        assertThatThrownBy(() -> ScheduleBook.defaults(WORKS).with(folder, WORKS))
                .isInstanceOf(ScheduleException.class)
                .hasMessageContainingAll(words);
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("own.yaml"), text);
    }
}
