package io.drey.cli.console;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.Printable;
import io.drey.format.Formats;
import io.drey.format.LineSettings;
import io.drey.operations.OperationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keys of a dataset's document on a command line: {@code --set KEY=VALUE}. */
public final class DatasetKeys {

    private DatasetKeys() {}

    /** The keys and values of {@code --set}, in their order. */
    public static Map<String, String> of(List<String> entries) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            if (equals < 1) {
                throw OperationException.usage(
                        "--set '%s' is no KEY=VALUE: write it like time-zone=UTC".formatted(Printable.of(entry)));
            }
            String key = entry.substring(0, equals);
            if (key.equals("format")) {
                throw OperationException.usage(
                        "--set %s: the format is said with --format".formatted(Printable.of(entry)));
            }
            if (given.put(key, entry.substring(equals + 1)) != null) {
                throw OperationException.usage("--set %s is given twice: give it once".formatted(Printable.of(key)));
            }
        }
        return given;
    }

    /** How lines of a format are read with these keys. */
    public static LineSettings settings(DatasetId id, String format, Map<String, String> given) {
        try {
            Formats.parser(format);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
        Map<String, String> document = new LinkedHashMap<>(given);
        document.put("format", format);
        try {
            return DatasetDocument.of(id, document).lines();
        } catch (IllegalArgumentException e) {
            throw OperationException.usage("--set " + e.getMessage(), e);
        }
    }
}
