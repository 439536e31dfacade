package io.drey.cli.schedule;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.store.Database;
import io.drey.schedule.store.ScheduleState;
import io.drey.schedule.store.ScheduleStore;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "resume",
        description = "Runs the slots of a schedule again, from the next one on.",
        footerHeading = "%nExample:%n",
        footer = "  drey schedule resume lake-retain")
final class ResumeCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "SCHEDULE", description = "The schedule; see drey schedule list.")
    private String name;

    @Mixin
    private ScheduleOption option = new ScheduleOption();

    ResumeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Schedule schedule = option.book().schedule(name);
        try (Database database = Database.open(option.settings())) {
            ScheduleStore store = option.store(database);
            store.know(schedule, schedule.slots().next(Instant.now()));
            store.pause(name, ScheduleState.Pause.NONE);
            console.tell("schedule %s runs again".formatted(name));
        }
        return ExitCodes.DONE;
    }
}
