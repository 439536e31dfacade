package io.drey.job.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.drey.event.Sha256;
import io.drey.job.delivery.Receipt;
import java.util.Arrays;
import java.util.Objects;

/**
 * A document on its way to OpenSearch. Its id is deterministic, so that writing it again overwrites it.
 *
 * @param index the index it belongs to
 * @param id at most {@link #LONGEST_ID} bytes
 * @param version {@link #UNVERSIONED}, or a number that grows with each correction of the document: an older version
 *     never replaces a newer one ({@code external_gte})
 * @param json the document, a JSON object on one line, in UTF-8
 * @param receipt what the ledger is told once it is written; null for nothing
 */
public record SearchDocument(String index, String id, long version, byte[] json, Receipt receipt) {

    /** The version of a document of which the last one written wins. */
    public static final long UNVERSIONED = -1;

    /** The longest id that OpenSearch takes, in bytes. */
    public static final int LONGEST_ID = 512;

    public SearchDocument {
        requireNonNull(index, "index is null");
        requireNonNull(id, "id is null");
        requireNonNull(json, "json is null");
        if (id.isEmpty() || id.getBytes(UTF_8).length > LONGEST_ID) {
            throw new IllegalArgumentException("a document id of %d bytes for index %s: use 1 to %d"
                    .formatted(id.getBytes(UTF_8).length, index, LONGEST_ID));
        }
        if (version < UNVERSIONED) {
            throw new IllegalArgumentException(
                    "version %d of document %s in index %s: use 0 or more".formatted(version, id, index));
        }
    }

    /** A document that no ledger is kept of. */
    public SearchDocument(String index, String id, long version, byte[] json) {
        this(index, id, version, json, null);
    }

    /** A name as an id: itself, or a hash of it where it is longer than OpenSearch takes. */
    public static String idOf(String name) {
        byte[] utf8 = name.getBytes(UTF_8);
        if (utf8.length <= LONGEST_ID) {
            return name;
        }
        return Sha256.of(utf8);
    }

    /** A document of which the last one written wins. */
    public static SearchDocument unversioned(String index, String id, byte[] json) {
        return new SearchDocument(index, id, UNVERSIONED, json);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SearchDocument that
                && index.equals(that.index)
                && id.equals(that.id)
                && version == that.version
                && Objects.equals(receipt, that.receipt)
                && Arrays.equals(json, that.json);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return index + "/" + id + "@" + version + " " + new String(json, UTF_8);
    }
}
