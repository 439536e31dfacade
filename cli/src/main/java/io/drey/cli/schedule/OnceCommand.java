package io.drey.cli.schedule;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.operations.OperationException;
import io.drey.schedule.ScheduleSettings;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.SchedulerInstance;
import io.drey.schedule.store.Database;
import io.drey.schedule.store.Outcome;
import io.drey.schedule.store.Run;
import io.drey.schedule.store.ScheduleState;
import io.drey.schedule.store.ScheduleStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One schedule, up to now. */
@Command(
        name = "once",
        description = {
            "Runs the slots of one schedule that are due, with retries, and ends: for a CronJob of Kubernetes, or another cron. The "
                    + "first time the latest slot is due. Slots that another instance runs are waited for. Ends with 1 if a slot "
                    + "failed or was missed.",
        },
        footerHeading = "%nExample:%n",
        footer = "  drey schedule once lake-verify --config config")
final class OnceCommand implements Callable<Integer> {

    private static final long LOOK_AGAIN_MILLIS = 500;
    private static final int MOST_RUNS = 10_000;

    private final Console console;

    @Parameters(paramLabel = "SCHEDULE", description = "The schedule; see drey schedule list.")
    private String name;

    @Mixin
    private ScheduleOption option = new ScheduleOption();

    @Mixin
    private FormatOption format = new FormatOption();

    OnceCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Schedule schedule = option.book().schedule(name);
        option.obstacle(schedule).ifPresent(why -> {
            throw OperationException.usage("schedule %s does not run: %s".formatted(name, why));
        });
        ScheduleSettings settings = option.settings();
        Clock clock = Clock.systemUTC();
        try (Database database = Database.open(settings);
                ScheduleOption.Alerts alerts = option.alerts(settings, console)) {
            ScheduleStore store = option.store(database);
            Instant now = clock.instant();
            Instant latest = schedule.slots().latest(now).orElseGet(() -> schedule.slots()
                    .next(now));
            ScheduleState before = store.know(schedule, latest);
            if (before.nextSlot().isAfter(now)) {
                console.tell("schedule %s has nothing to do: its next slot is %s".formatted(name, before.nextSlot()));
                return ExitCodes.DONE;
            }
            SchedulerInstance instance = new SchedulerInstance(
                    settings, database, List.of(schedule), option.works(), alerts.sink(), clock, console::tell);
            try (instance) {
                instance.start();
                while (!store.state(name).orElseThrow().nextSlot().isAfter(now)) {
                    Thread.sleep(LOOK_AGAIN_MILLIS);
                }
            }
            instance.tellPending();
            return tell(store.history(Optional.of(name), MOST_RUNS).stream()
                    .filter(run -> run.cause() == Run.Cause.SLOT
                            && !run.slot().isBefore(before.nextSlot())
                            && !run.slot().isAfter(now))
                    .toList());
        }
    }

    /** @param runs the latest first */
    private int tell(List<Run> runs) {
        HistoryCommand.rows(runs).print(format.format(), console.out());
        Map<Instant, Outcome> last =
                runs.stream().collect(Collectors.toMap(Run::slot, Run::outcome, (later, earlier) -> later));
        long failed = last.values().stream()
                .filter(outcome -> outcome != Outcome.DONE && outcome != Outcome.SKIPPED)
                .count();
        if (failed > 0) {
            throw OperationException.failure("%d of %d slots of schedule %s were not done: the history above says why"
                    .formatted(failed, last.size(), name));
        }
        return ExitCodes.DONE;
    }
}
