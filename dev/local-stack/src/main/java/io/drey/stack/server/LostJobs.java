package io.drey.stack.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which jobs ended with their JobManager. It alone knows its jobs, and tells only its log: this reads there, before the next
 * JobManager begins one of its own, which jobs were submitted and did not come to an end.
 */
final class LostJobs {

    private static final Pattern SUBMITTED = Pattern.compile("Submitting job '(.*)' \\(([0-9a-f]{32})\\)\\.");
    private static final Pattern ENDED =
            Pattern.compile("Job ([0-9a-f]{32}) reached terminal state (FINISHED|CANCELED|FAILED)\\.");

    private LostJobs() {}

    /** Notes the jobs of the last JobManager, which does not run any more, and takes away its logs but for the last one. */
    static void note(Site site) {
        Path log = site.logs().resolve(FlinkRecipe.JOBMANAGER + ".log");
        try {
            List<Path> parts = rolled(log);
            List<Path> all = new ArrayList<>(parts);
            all.add(log);
            Map<String, String> running = new LinkedHashMap<>();
            boolean hadJobs = false;
            for (Path part : all) {
                hadJobs |= read(part, running);
            }
            if (hadJobs) {
                StringBuilder lines = new StringBuilder();
                running.forEach(
                        (id, name) -> lines.append(id).append(' ').append(name).append('\n'));
                site.write(file(site), lines.toString());
            }
            for (Path part : parts) {
                Files.delete(part);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Those that were noted. */
    static List<LostJob> of(Site site) {
        Path file = file(site);
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .map(line -> new LostJob(
                                    line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)))
                            .toList()
                    : List.of();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path file(Site site) {
        return site.dir("conf").resolve("lost-jobs");
    }

    /** Full logs are put aside under numbers, the oldest under the lowest. */
    private static List<Path> rolled(Path log) throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(log.getFileName().toString()) + "\\.\\d");
        try (Stream<Path> files = Files.list(log.getParent())) {
            return files.filter(
                            file -> name.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    /** Follows jobs through a log; returns whether any was submitted. */
    static boolean read(Path log, Map<String, String> running) throws IOException {
        boolean hadJobs = false;
        if (!Files.exists(log)) {
            return hadJobs;
        }
        // A killed process may leave half a character at the end, which this charset reads too.
        try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher submitted = SUBMITTED.matcher(line);
                Matcher ended = ENDED.matcher(line);
                if (submitted.find()) {
                    running.put(submitted.group(2), submitted.group(1));
                    hadJobs = true;
                } else if (ended.find()) {
                    running.remove(ended.group(1));
                }
            }
        }
        return hadJobs;
    }
}
