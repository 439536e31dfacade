package io.drey.lake.retention;

import io.drey.lake.LakeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.shaded.org.apache.avro.file.DataFileStream;
import org.apache.iceberg.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.iceberg.shaded.org.apache.avro.generic.GenericRecord;

/**
 * What is written in a manifest, entries included that tell of a file taken out: they have the file's bounds, and Iceberg's own
 * reader leaves them out.
 */
final class ManifestEntries {

    private static final int DELETED = 2;

    private ManifestEntries() {}

    /**
     * A file of which a manifest tells.
     *
     * @param location where it is
     * @param isLive whether it is part of the table, or was taken out
     * @param tenant whose rows it holds
     * @param bounds least and greatest values of its columns
     */
    record Entry(String location, boolean isLive, String tenant, List<byte[]> bounds) {}

    /** The entries; none if that is a list of manifests. */
    static List<Entry> read(FileIO io, String location) {
        List<Entry> entries = new ArrayList<>();
        try (InputStream in = io.newInputFile(location).newStream();
                DataFileStream<GenericRecord> records = new DataFileStream<>(in, new GenericDatumReader<>())) {
            if (records.getSchema().getField("data_file") == null) {
                return entries;
            }
            for (GenericRecord record : records) {
                GenericRecord file = (GenericRecord) record.get("data_file");
                GenericRecord partition = (GenericRecord) file.get("partition");
                List<byte[]> bounds = new ArrayList<>();
                addBounds(file.get("lower_bounds"), bounds);
                addBounds(file.get("upper_bounds"), bounds);
                entries.add(new Entry(
                        file.get("file_path").toString(),
                        ((Number) record.get("status")).intValue() != DELETED,
                        String.valueOf(partition.get("tenant")),
                        bounds));
            }
        } catch (IOException e) {
            throw new LakeException("manifest %s cannot be read".formatted(location), e);
        }
        return entries;
    }

    private static void addBounds(Object map, List<byte[]> bounds) {
        if (map instanceof Iterable<?> pairs) {
            for (Object pair : pairs) {
                if (((GenericRecord) pair).get("value") instanceof ByteBuffer value) {
                    bounds.add(RowColumns.bytes(value));
                }
            }
        }
    }
}
