package io.drey.stack.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The last lines of a log file that may be large or absent, below the first errors in it: a server that fails may say much more. */
public final class LogTail {
    private static final int BYTES = 256 * 1024;
    private static final int MOST_ERRORS = 5;
    private static final Pattern ERROR = Pattern.compile("\\b(ERROR|FATAL)\\b|^Caused by: ");

    private LogTail() {}

    public static String of(Path log, int lines) {
        if (!Files.isReadable(log)) {
            return "";
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - BYTES);
            file.seek(from);
            byte[] end = new byte[(int) (file.length() - from)];
            file.readFully(end);
            List<String> all = Arrays.asList(
                    new String(end, StandardCharsets.UTF_8).strip().split("\n", -1));
            int first = Math.max(0, all.size() - lines);
            Stream<String> errors = all.subList(0, first).stream()
                    .filter(line -> ERROR.matcher(line).find())
                    .limit(MOST_ERRORS);
            return String.join(
                    "\n",
                    Stream.concat(errors, all.subList(first, all.size()).stream())
                            .toList());
        } catch (IOException unreadable) {
            return "(" + log + " cannot be read: " + unreadable.getMessage() + ")";
        }
    }
}
