package io.drey.cli.schedule;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.query.rows.Rows;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.store.Database;
import io.drey.schedule.store.Run;
import io.drey.schedule.store.ScheduleState;
import io.drey.schedule.store.ScheduleStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Which schedules there are. */
@Command(
        name = "list",
        description = "Lists all schedules: when they are due, whether they run, what became of the latest slot.",
        footerHeading = "%nExample:%n",
        footer = "  drey schedule list --schedules schedules")
final class ListCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private ScheduleOption option = new ScheduleOption();

    @Mixin
    private FormatOption format = new FormatOption();

    ListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<List<Object>> rows = new ArrayList<>();
        Instant now = Instant.now();
        try (Database database = Database.open(option.settings())) {
            ScheduleStore store = option.store(database);
            Map<String, Run> latest = store.latest();
            for (Schedule schedule : option.book().all()) {
                Optional<ScheduleState> state = store.state(schedule.name());
                Optional<String> obstacle = option.obstacle(schedule);
                Optional<Run> run = Optional.ofNullable(latest.get(schedule.name()));
                rows.add(List.of(
                        schedule.name(),
                        schedule.slots().cron(),
                        schedule.slots().zone().getId(),
                        schedule.work(),
                        obstacle.map(why -> "off: " + why).orElseGet(() -> state.map(ScheduleState::pause)
                                .map(ListCommand::words)
                                .orElse("on")),
                        obstacle.isPresent()
                                ? ""
                                : state.map(ScheduleState::nextSlot)
                                        .orElseGet(() -> schedule.slots().next(now))
                                        .toString(),
                        run.map(each -> each.slot().toString()).orElse(""),
                        run.map(each -> each.outcome().word()).orElse("")));
            }
        }
        new Rows(
                        List.of(
                                "schedule",
                                "cron",
                                "time_zone",
                                "run",
                                "state",
                                "next_slot",
                                "latest_slot",
                                "latest_outcome"),
                        rows)
                .print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    private static String words(ScheduleState.Pause pause) {
        return switch (pause) {
            case NONE -> "on";
            case PAUSED -> "paused";
        };
    }
}
