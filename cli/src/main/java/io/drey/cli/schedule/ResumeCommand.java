package io.drey.cli.schedule;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.SchedulerInstance;
import io.drey.schedule.store.Database;
import java.time.Clock;
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
            SchedulerInstance.resume(option.store(database), schedule, Clock.systemUTC());
            console.tell("schedule %s runs again".formatted(name));
        }
        return ExitCodes.DONE;
    }
}
