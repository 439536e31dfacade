package io.drey.cli.alerts;

import io.drey.cli.console.Console;
import io.drey.cli.console.GivenTime;
import io.drey.configuration.ActDocument.Verb;
import io.drey.configuration.AlertCondition;
import io.drey.operations.OperationException;
import io.drey.rules.sigma.RefusedConditionException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "mute",
        description = {
            "For some time nobody is notified of a rule's alerts, of one of its groups, or of those of which a condition holds: no "
                    + "webhook is called and no mail sent. The alerts are raised, kept and found all the same, marked as muted."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey alerts mute --rule path-scanner --group 203.0.113.9 --for 4h --note \"pen test\"",
            "  drey alerts mute --tenant acme --rule path-scanner --until 2026-12-01",
            "  drey alerts mute --where '{source.ip|cidr: 10.20.0.0/16, alert.severity: [low, medium]}' --for 8h",
            "  drey alerts mute --rule path-scanner --where 'data_stream.dataset = staging' --until 2026-12-01",
            "  drey alerts mute --rule path-scanner --off",
        })
final class MuteCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--for", paramLabel = "TIME", description = "For how long: 30m, 4h, 7d.")
    private String length;

    @Option(names = "--until", paramLabel = "TIME", description = "Until when: 2026-12-01T08:00:00Z or 2026-12-01.")
    private String until;

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description =
                    "Of the rule's alerts, or of all rules', those of which this holds when they are raised, written as in "
                            + "rules and in filters of targets.")
    private String where;

    @Option(names = "--off", description = "Not any longer; with the --rule, --group and --where that it was muted by.")
    private boolean off;

    @Mixin
    private Acting acting = new Acting();

    MuteCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return acting.act(Verb.MUTE, end(now).toString(), condition(), console);
    }

    private Optional<AlertCondition> condition() {
        try {
            return Optional.ofNullable(where).map(AlertCondition::parse);
        } catch (RefusedConditionException e) {
            throw OperationException.usage("--where: " + e.getMessage(), e);
        }
    }

    private Instant end(Instant now) {
        int given = (length == null ? 0 : 1) + (until == null ? 0 : 1) + (off ? 1 : 0);
        if (given != 1) {
            throw OperationException.usage("say how long: --for 4h, --until 2026-12-01T08:00:00Z, or --off");
        }
        if (off) {
            // What was raised while the rule was muted stays marked; an alert by itself is not muted any more.
            return acting.isOfRule() || where != null ? now : Instant.EPOCH;
        }
        Instant end =
                until == null ? now.plus(GivenTime.length("--for", length)) : GivenTime.moment("--until", until, now);
        if (!end.isAfter(now)) {
            throw OperationException.usage("--until %s is over: name a later time, or write --off".formatted(end));
        }
        return end;
    }
}
