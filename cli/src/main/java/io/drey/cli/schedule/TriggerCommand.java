package io.drey.cli.schedule;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.operations.OperationException;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.SchedulerInstance;
import io.drey.schedule.store.Database;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A run beside the slots. */
@Command(
        name = "trigger",
        description =
                "Asks the running instances for a run of a schedule now, beside its slots, and does not wait for it. A run "
                        + "that is under way ends first.",
        footerHeading = "%nExample:%n",
        footer = "  drey schedule trigger lake-verify")
final class TriggerCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "SCHEDULE", description = "The schedule; see drey schedule list.")
    private String name;

    @Mixin
    private ScheduleOption option = new ScheduleOption();

    TriggerCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Schedule schedule = option.book().schedule(name);
        option.obstacle(schedule).ifPresent(why -> {
            throw OperationException.usage("schedule %s does not run: %s".formatted(name, why));
        });
        try (Database database = Database.open(option.settings())) {
            option.store(database);
            console.tell("asked for a run of %s, slot %s: 'drey schedule history %s' has it"
                    .formatted(name, SchedulerInstance.trigger(database, name, Clock.systemUTC()), name));
        }
        return ExitCodes.DONE;
    }
}
