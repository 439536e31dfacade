package io.drey.event;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * The versions of a record's schema that were ever published, {@code schemas/history/<name>/v1.avsc} and so on. A topic
 * keeps records for days, so an upgraded job meets those of its predecessor: they are brought into today's form by Avro's
 * schema resolution, which costs some microseconds each. Records of today's schema never come here.
 */
public final class SchemaVersions {

    private final String name;
    private final Schema current;
    private final long currentFingerprint;
    private final Map<Long, Schema> earlier = new HashMap<>();

    SchemaVersions(String name, Schema current, List<Schema> published) {
        this.name = requireNonNull(name, "name is null");
        this.current = requireNonNull(current, "current is null");
        this.currentFingerprint = SchemaNormalization.parsingFingerprint64(current);
        published.forEach(schema -> earlier.put(SchemaNormalization.parsingFingerprint64(schema), schema));
        earlier.remove(currentFingerprint);
    }

    /** The versions in this build's resources. */
    public static SchemaVersions published(String name, Schema current) {
        return new SchemaVersions(name, current, read(name));
    }

    /** All published versions of a schema, oldest first. */
    static List<Schema> read(String name) {
        List<Schema> versions = new ArrayList<>();
        while (true) {
            String resource = "/schemas/history/%s/v%d.avsc".formatted(name, versions.size() + 1);
            try (InputStream file = SchemaVersions.class.getResourceAsStream(resource)) {
                if (file == null) {
                    return versions;
                }
                versions.add(new Schema.Parser().parse(file));
            } catch (IOException e) {
                throw new UncheckedIOException("the build's own %s cannot be read".formatted(resource), e);
            }
        }
    }

    /** Whether a record was written with one of the versions. */
    boolean isKnown(long fingerprint) {
        return fingerprint == currentFingerprint || earlier.containsKey(fingerprint);
    }

    /**
     * The record in today's schema: itself, if it is.
     *
     * @param encoded in single-object encoding
     * @throws IllegalArgumentException if its schema was never published, or it is damaged
     */
    public byte[] toCurrent(byte[] encoded) {
        long fingerprint = AvroInput.fingerprint(encoded);
        if (fingerprint == currentFingerprint) {
            return encoded;
        }
        Schema writer = earlier.get(fingerprint);
        if (writer == null) {
            throw new IllegalArgumentException(
                    "unknown %s schema %016x: this version reads %016x and %d earlier; upgrade the job that reads"
                            .formatted(name, fingerprint, currentFingerprint, earlier.size()));
        }
        try {
            GenericRecord record = new GenericDatumReader<GenericRecord>(writer, current)
                    .read(
                            null,
                            DecoderFactory.get()
                                    .binaryDecoder(encoded, AvroInput.HEADER, encoded.length - AvroInput.HEADER, null));
            AvroOutput header = new AvroOutput();
            header.singleObjectHeader(currentFingerprint);
            ByteArrayOutputStream out = new ByteArrayOutputStream(encoded.length + 32);
            out.write(header.toByteArray());
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(current).write(record, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new IllegalArgumentException(
                    "a cut or damaged %s of %d bytes, schema %016x".formatted(name, encoded.length, fingerprint), e);
        }
    }
}
