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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Dead letters themselves. */
@Command(
        name = "show",
        description =
                "Shows a tenant's newest dead letters in the lake, each with its reason, the byte at fault and its line.",
        footerHeading = "%nExample:%n",
        footer = "  drey dead-letters show --tenant acme --dataset access --limit 20 --format json")
final class DeadLettersShowCommand implements Callable<Integer> {

    private static final Comparator<DeadLetter> AGE = Comparator.comparingLong(DeadLetter::createdMillis)
            .thenComparing(DeadLetter::topic)
            .thenComparingInt(DeadLetter::partition)
            .thenComparingLong(DeadLetter::offset)
            .thenComparingInt(DeadLetter::index);

    private final Console console;

    @Mixin
    private DeadLettersOption letters = new DeadLettersOption();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Mixin
    private LakeOption option = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    DeadLettersShowCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        DeadLetters.Selection selection = letters.selection();
        PriorityQueue<DeadLetter> newest = new PriorityQueue<>(AGE);
        try (Lake lake = Lake.open(option.settings())) {
            new DeadLetters(lake).forEach(selection, letter -> {
                newest.add(letter);
                if (newest.size() > limit) {
                    newest.poll();
                }
            });
        }
        List<List<Object>> rows = new ArrayList<>();
        newest.stream()
                .sorted(AGE.reversed())
                .forEach(letter -> rows.add(List.of(
                        letter.dataset(),
                        Instant.ofEpochMilli(letter.createdMillis()).toString(),
                        DeadLettersListCommand.position(letter),
                        letter.path() == null ? "" : Printable.of(letter.path()),
                        letter.column(),
                        Printable.of(letter.reason()),
                        letter.rawLength(),
                        Printable.of(new String(letter.raw(), UTF_8)))));
        new Rows(List.of("dataset", "arrived", "position", "file", "column", "reason", "bytes", "line"), rows)
                .print(format.format(), console.out());
        return ExitCodes.DONE;
    }
}
