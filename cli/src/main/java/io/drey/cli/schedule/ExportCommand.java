package io.drey.cli.schedule;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.operations.OperationException;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.kubernetes.CronJobs;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Schedules for somebody else's scheduler. */
@Command(
        name = "export",
        description = {
            "Writes all schedules that run as CronJobs of Kubernetes, each of which runs 'drey schedule once'. They need the same "
                    + "database: it says which slot is due, and keeps the history.",
        },
        footerHeading = "%nExample:%n",
        footer = "  drey schedule export --kubernetes --image registry.example/drey:1.0 --secret drey-secrets")
final class ExportCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--kubernetes", required = true, description = "Write CronJobs of Kubernetes.")
    private boolean kubernetes;

    @Option(
            names = "--image",
            required = true,
            paramLabel = "IMAGE",
            description = "The image that has the command drey on its path.")
    private String image;

    @Option(
            names = "--config-map",
            paramLabel = "NAME",
            defaultValue = "drey-config",
            description = "The ConfigMap whose config.yaml has the settings (default: ${DEFAULT-VALUE}).")
    private String configMap;

    @Option(
            names = "--secret",
            paramLabel = "NAME",
            description = "A Secret whose entries become environment variables, for settings that say env:NAME.")
    private String secret;

    @Mixin
    private ScheduleOption option = new ScheduleOption();

    ExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!kubernetes) {
            throw OperationException.usage("--kubernetes is missing: there is no other form");
        }
        List<Schedule> schedules = option.book().all().stream()
                .filter(schedule -> option.obstacle(schedule).isEmpty())
                .toList();
        console.out().print(new CronJobs(image, configMap, Optional.ofNullable(secret)).yaml(schedules));
        return ExitCodes.DONE;
    }
}
