package io.drey.cli.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.event.DeadLetter;
import io.drey.event.Printable;
import io.drey.lake.Lake;
import io.drey.lake.deadletters.DeadLetters;
import io.drey.query.rows.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Dead letters by dataset and reason. */
@Command(
        name = "list",
        description =
                "Counts a tenant's dead letters in the lake by dataset and reason, the most first, with an example each.",
        footerHeading = "%nExample:%n",
        footer = "  drey dead-letters list --tenant acme --from 2026-11-28")
final class DeadLettersListCommand implements Callable<Integer> {

    /** How much of a line is shown. */
    private static final int SHOWN = 100;

    private final Console console;

    @Mixin
    private DeadLettersOption letters = new DeadLettersOption();

    @Mixin
    private LakeOption option = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    DeadLettersListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        DeadLetters.Selection selection = letters.selection();
        List<List<Object>> rows = new ArrayList<>();
        try (Lake lake = Lake.open(option.settings())) {
            for (DeadLetters.Group group : new DeadLetters(lake).groups(selection)) {
                rows.add(List.of(
                        group.dataset().dataset(),
                        group.count(),
                        Printable.of(group.reason()),
                        group.first().toString(),
                        group.last().toString(),
                        position(group.example()),
                        shown(group.example())));
            }
        }
        new Rows(List.of("dataset", "lines", "reason", "first", "last", "example", "line"), rows)
                .print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    /** Where a dead letter stood; what a target refused has its name alone. */
    static String position(DeadLetter letter) {
        return letter.partition() < 0
                ? letter.topic()
                : "%s[%d]@%d%s"
                        .formatted(
                                letter.topic(),
                                letter.partition(),
                                letter.offset(),
                                letter.index() == 0 ? "" : "#" + letter.index());
    }

    private static String shown(DeadLetter letter) {
        String line = new String(letter.raw(), 0, Math.min(letter.raw().length, SHOWN), UTF_8);
        return Printable.of(letter.raw().length > SHOWN ? line + "…" : line);
    }
}
