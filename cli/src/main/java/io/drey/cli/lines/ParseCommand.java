package io.drey.cli.lines;

import io.drey.cli.console.Console;
import io.drey.cli.console.DatasetKeys;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.GivenTime;
import io.drey.cli.console.StandardOutput;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.ListDocument;
import io.drey.event.DatasetId;
import io.drey.format.Formats;
import io.drey.format.LineParseRun;
import io.drey.format.LineSettings;
import io.drey.format.MissingYear;
import io.drey.format.ParseCounts;
import io.drey.format.enrich.EnrichmentSources;
import io.drey.format.enrich.GeoFinder;
import io.drey.format.enrich.LookupTable;
import io.drey.format.enrich.UserAgentFinder;
import io.drey.format.redact.RedactionSecrets;
import io.drey.job.TenantSecrets;
import io.drey.operations.OperationException;
import io.drey.operations.control.DocumentFiles;
import io.drey.operations.input.InputFile;
import io.drey.operations.input.OpenInput;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "parse",
        description = {
            "Writes what each line becomes, one line of JSON for each, in order: the event with its ECS fields, or the dead "
                    + "letter with the reason, the file, line and column, and the line's bytes.",
            "Files may be compressed by gzip, zstd or xz; their beginning tells. Needs no server, and little memory "
                    + "whatever the input's size.",
            "A time that names no year, as RFC 3164 writes it, is of the last year in which it is not more than a day "
                    + "behind the file's own time, or behind --arrived; see also --first-year."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey parse --format combined /var/log/apache2/access.log",
            "  drey parse --format alb --fail-on-dead-letters 2026/05/*.log.gz > events.json",
            "  tail -f access.log | drey parse --format combined - | jq .source.ip",
            "  tail -n 1 messages | drey parse --format auto --set 'enrich=geo' --explain",
            "  drey parse --format rfc3164 --set time-zone=Europe/Berlin --arrived 2006-03-01 messages.old",
        })
public final class ParseCommand implements Callable<Integer> {

    private static final DatasetId LOCAL = new DatasetId("local", "parse");
    private static final String TIME_LATEST = "time-latest";

    /** As the arrival is taken, too: clocks differ, and so do their zones. */
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

    private final Console console;

    @Option(
            names = {"-f", "--format"},
            required = true,
            completionCandidates = FormatNames.class,
            description = "The lines' format: ${COMPLETION-CANDIDATES}.")
    private String format;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A key of a dataset's document that says how lines are read, as time-zone=Europe/Berlin, "
                    + "message-format=combined or time-missing=dead-letter; may be repeated.")
    private List<String> entries = List.of();

    @Option(
            names = "--arrived",
            paramLabel = "TIME",
            description = "When the lines arrived, like 2026-01-01T00:00:00Z, 2026-01-01 or now-15m (default: now).")
    private String arrived;

    @Option(
            names = "--first-year",
            paramLabel = "YEAR",
            description =
                    "The year of the first time that names none; each further one is within half a year of the one "
                            + "before it. For lines of several years, in order.")
    private Integer firstYear;

    @Option(
            names = "--geo-database",
            paramLabel = "FILE",
            description = "A database of addresses in MaxMind's format (.mmdb), for --set enrich=geo; may be repeated: "
                    + "where two know the same, the first counts.")
    private List<Path> geoDatabases = List.of();

    @Option(
            names = "--lists",
            paramLabel = "PATH",
            description =
                    "A file or folder with documents of lists, for --set 'enrich=threats LIST' and 'lookup LIST by "
                            + "FIELD'; may be repeated.")
    private List<Path> lists = List.of();

    @Option(
            names = "--explain",
            description =
                    "Write for each line where each of its fields comes from instead: the parser, what was repaired, the "
                            + "envelope, the path, the dataset's document, what was looked up, what was redacted; or why it is no event.")
    private boolean isExplained;

    @Option(names = "--fail-on-dead-letters", description = "End with exit code 1 if a line became a dead letter.")
    private boolean failOnDeadLetters;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            defaultValue = "-",
            description = "The lines; - for standard input, the default.")
    private List<String> names = new ArrayList<>();

    ParseCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        try (GeoFinder geo = GeoFinder.open(geoDatabases, ParseCommand::refuse)) {
            return parse(new EnrichmentSources(geo, new UserAgentFinder(), tables()::get));
        }
    }

    private Map<String, LookupTable> tables() {
        Map<String, LookupTable> tables = new HashMap<>();
        if (lists.isEmpty()) {
            return tables;
        }
        DocumentFiles files = DocumentFiles.read(lists, Optional.empty());
        files.problems().stream().findFirst().ifPresent(problem -> {
            throw OperationException.usage("--lists " + problem);
        });
        files.sorted().stream()
                .filter(document -> document.kind() == DocumentKind.LIST)
                .map(ListDocument::of)
                .forEach(list -> tables.putIfAbsent(list.name(), list.table()));
        return tables;
    }

    private static void refuse(String problem) {
        throw OperationException.usage("--geo-database " + problem);
    }

    private int parse(EnrichmentSources sources) throws IOException {
        LineSettings settings = settings(sources);
        settings.treatment().enrichment().problems(sources).forEach(problem -> console.tell("enrich: " + problem));
        InstantSource clock = arrived == null
                ? InstantSource.system()
                : InstantSource.fixed(GivenTime.moment("--arrived", arrived, Instant.now()));
        ParseCounts counts = ParseCounts.NONE;
        try (StandardOutput out = new StandardOutput(console.out())) {
            LineParseRun run = null;
            for (InputFile file : InputFile.of(names)) {
                run = run == null || firstYear == null
                        ? run(dated(settings, file), file.name(), clock, sources)
                        : run.followedBy(file.name());
                run = isExplained ? run.explained() : run;
                try (OpenInput in = file.open(console.in())) {
                    counts = counts.plus(run.run(in.bytes(), out));
                }
            }
        }
        if (counts.deadLetters() == 0) {
            return ExitCodes.DONE;
        }
        console.tell("%,d of %,d lines are not %s: see their dead letters"
                .formatted(counts.deadLetters(), counts.lines(), format));
        return failOnDeadLetters ? ExitCodes.FAILED : ExitCodes.DONE;
    }

    private static LineParseRun run(LineSettings lines, String name, InstantSource clock, EnrichmentSources sources) {
        RedactionSecrets secrets = new TenantSecrets("").forRedaction(LOCAL.tenant(), System.getenv());
        return new LineParseRun(lines, name, LOCAL, clock, secrets, sources);
    }

    private LineSettings settings(EnrichmentSources sources) {
        Map<String, String> given = DatasetKeys.of(entries);
        LineSettings lines = read(given, sources);
        if (firstYear == null) {
            return lines;
        }
        if (given.containsKey(TIME_LATEST)) {
            throw OperationException.usage(
                    "--first-year and --set %s both say the year: give one of them".formatted(TIME_LATEST));
        }
        try {
            return withMissingYear(lines, new MissingYear.From(firstYear));
        } catch (IllegalArgumentException e) {
            throw OperationException.usage("--first-year " + e.getMessage(), e);
        }
    }

    private LineSettings read(Map<String, String> given, EnrichmentSources sources) {
        LineSettings lines = DatasetKeys.settings(LOCAL, format, given);
        try {
            run(lines, "-", InstantSource.system(), sources);
            return lines;
        } catch (IllegalArgumentException e) {
            throw OperationException.usage("--set " + e.getMessage(), e);
        }
    }

    /** A year follows from the file's own time where nothing else says it: old lines arrive late. */
    private LineSettings dated(LineSettings settings, InputFile file) {
        if (arrived != null || !settings.options().missingYear().equals(MissingYear.BY_ARRIVAL)) {
            return settings;
        }
        return file.changed()
                .map(changed -> withMissingYear(settings, new MissingYear.NotBehind(changed.plus(CLOCKS_DIFFER))))
                .orElse(settings);
    }

    private static LineSettings withMissingYear(LineSettings settings, MissingYear missingYear) {
        return settings.withOptions(settings.options().withMissingYear(missingYear));
    }

    /** The names of all formats. */
    static final class FormatNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Formats.names().iterator();
        }
    }
}
