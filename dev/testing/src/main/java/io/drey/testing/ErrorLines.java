package io.drey.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What log files say of errors from a moment on: where a test fails on a machine of which only the console's text is left,
 * this is what tells why.
 */
final class ErrorLines {
    private static final Pattern ERROR =
            Pattern.compile("\\b(ERROR|FATAL)\\b|^Caused by: |[a-z]\\w*(Exception|Error)\\b");
    private static final Pattern FRAME = Pattern.compile("^\\s+at |^\\s+\\.\\.\\. \\d+ ");
    /** Times, ports, ids and offsets: what differs between lines that say the same. */
    private static final Pattern VARYING = Pattern.compile("[0-9a-f]{8,}|\\d+");

    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_CHARACTERS = 400;

    private final Path place;
    private final Map<Path, Long> from = new TreeMap<>();

    /**
     * Begins now.
     *
     * @param place a file, or a folder of files; what is not there yet may come
     */
    ErrorLines(Path place) {
        this.place = place;
        files().forEach(file -> from.put(file, file.toFile().length()));
    }

    /**
     * The last lines of errors since, those of each file below its name. Lines that differ in numbers alone are one, with how
     * often it came.
     *
     * @param most how many lines in all, those with names not counted
     */
    List<String> sinceThen(int most) {
        Map<Path, List<String>> found = new TreeMap<>();
        for (Path file : files()) {
            List<String> errors = errors(file);
            if (!errors.isEmpty()) {
                found.put(file, errors);
            }
        }
        List<String> lines = new ArrayList<>();
        int left = most;
        int filesLeft = found.size();
        for (Map.Entry<Path, List<String>> each : found.entrySet()) {
            List<String> errors = each.getValue();
            int shown = Math.min(errors.size(), Math.max(1, left / filesLeft));
            lines.add(
                    "%s, last %d of %d kinds of errors:".formatted(each.getKey().getFileName(), shown, errors.size()));
            errors.subList(errors.size() - shown, errors.size()).forEach(line -> lines.add("    " + line));
            left -= shown;
            filesLeft--;
        }
        return lines;
    }

    private List<String> errors(Path file) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Map<String, String> latest = new LinkedHashMap<>();
        for (String line : written(file).split("\n", -1)) {
            if (ERROR.matcher(line).find() && !FRAME.matcher(line).find()) {
                String kind = VARYING.matcher(line).replaceAll("#");
                counts.merge(kind, 1, Integer::sum);
                latest.remove(kind);
                latest.put(kind, line.length() > MOST_CHARACTERS ? line.substring(0, MOST_CHARACTERS) + "…" : line);
            }
        }
        List<String> errors = new ArrayList<>();
        latest.forEach((kind, line) ->
                errors.add(counts.get(kind) == 1 ? line : "%s (%d times)".formatted(line, counts.get(kind))));
        return errors;
    }

    private String written(Path file) {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long length = log.length();
            long begin = from.getOrDefault(file, 0L);
            // A process that was started again has begun its log anew.
            begin = Math.max(begin > length ? 0 : begin, length - MOST_BYTES);
            byte[] bytes = new byte[(int) (length - begin)];
            log.seek(begin);
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return "ERROR " + file + " cannot be read: " + unreadable.getMessage();
        }
    }

    private List<Path> files() {
        if (!Files.isDirectory(place)) {
            return Files.isRegularFile(place) ? List.of(place) : List.of();
        }
        try (Stream<Path> children = Files.list(place)) {
            return children.filter(Files::isRegularFile).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
