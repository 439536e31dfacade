package io.drey.cli.query;

import io.drey.cli.console.Console;
import io.drey.query.region.RegionalAnswer;
import io.drey.query.region.RegionalAnswer.Outcome;
import io.drey.query.rows.OutputFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that says which regions' installations are asked, and how their answer is shown. */
final class AcrossOption {

    @Option(
            names = "--across",
            paramLabel = "REGIONS",
            description =
                    "Ask the installations of these regions, which query-regions names, each by its own engine, and show one answer: "
                            + "names separated by commas, or all. Lines and single events stay in their region. Exit code 3 if a region is missing.")
    private String regions;

    /** The list that was given. */
    Optional<String> given() {
        return Optional.ofNullable(regions);
    }

    /** Shows an answer: rows, and whatever must be known of them. */
    static void print(RegionalAnswer answer, OutputFormat format, Console console) {
        switch (format) {
            case TABLE -> {
                answer.rows().print(format, console.out());
                console.out().println();
                words(answer).forEach(console.out()::println);
            }
            case CSV -> {
                answer.rows().print(format, console.out());
                words(answer).forEach(console::tell);
            }
            case JSON -> console.out().println(answer.json());
        }
    }

    private static List<String> words(RegionalAnswer answer) {
        List<String> words = new ArrayList<>();
        for (Outcome region : answer.regions()) {
            words.add(region.missing()
                    .map(why -> "region %s is missing: %s".formatted(region.region(), why))
                    .orElseGet(() -> "region %s: %d rows".formatted(region.region(), region.rows())));
        }
        words.addAll(answer.notes());
        return words;
    }
}
