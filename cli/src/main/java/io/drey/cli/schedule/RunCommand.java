package io.drey.cli.schedule;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.operations.lake.EndOfProgram;
import io.drey.schedule.ScheduleSettings;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.SchedulerInstance;
import io.drey.schedule.store.Database;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** An instance of the scheduler. */
@Command(
        name = "run",
        description = {
            "Runs all schedules until it is ended. Start two of them on two machines: each slot is run by one, and when that one "
                    + "dies the other runs it again. Ctrl-C and SIGTERM let runs end for twenty seconds; a run that is cut off is "
                    + "done again.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey schedule run",
            "  drey schedule run --config config --schedules schedules -Dschedule-alerts-tenant=acme",
        })
final class RunCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private ScheduleOption option = new ScheduleOption();

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        ScheduleSettings settings = option.settings();
        List<Schedule> schedules = new ArrayList<>();
        for (Schedule schedule : option.book().all()) {
            Optional<String> obstacle = option.obstacle(schedule);
            if (obstacle.isEmpty()) {
                schedules.add(schedule);
            } else {
                console.tell("schedule %s does not run: %s".formatted(schedule.name(), obstacle.get()));
            }
        }
        try (Database database = Database.open(settings);
                ScheduleOption.Alerts alerts = option.alerts(settings, console)) {
            option.store(database);
            SchedulerInstance instance = new SchedulerInstance(
                    settings, database, schedules, option.works(), alerts.sink(), Clock.systemUTC(), console::tell);
            EndOfProgram.before(instance::close, SchedulerInstance.CLOSING);
            instance.start();
            console.tell("%d schedules run in %s, until Ctrl-C".formatted(schedules.size(), SchedulerInstance.name()));
            // The hook ends it: nothing else does.
            new CountDownLatch(1).await();
        }
        return ExitCodes.DONE;
    }
}
