package io.drey.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;

/** Of which dataset a file's rows are, as its bounds say. */
public final class FileDataset {

    /** The column, whose statistics a scan must include. */
    public static final String COLUMN = "dataset";

    private FileDataset() {}

    /** The dataset that all rows of a file are of; empty where they are of several, or nothing says it. */
    public static Optional<String> only(Table table, DataFile file) {
        int dataset = table.schema().findField(COLUMN).fieldId();
        Map<Integer, ByteBuffer> lower = file.lowerBounds();
        Map<Integer, ByteBuffer> upper = file.upperBounds();
        if (lower == null || upper == null || !lower.containsKey(dataset) || !upper.containsKey(dataset)) {
            return Optional.empty();
        }
        String least = text(lower.get(dataset));
        return least.equals(text(upper.get(dataset))) ? Optional.of(least) : Optional.empty();
    }

    private static String text(ByteBuffer buffer) {
        return UTF_8.decode(buffer.duplicate()).toString();
    }
}
