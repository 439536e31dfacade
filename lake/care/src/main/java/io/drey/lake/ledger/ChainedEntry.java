package io.drey.lake.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.drey.event.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * An entry at its place in the chain. Its hash is the SHA-256 over the hash of the entry before (as 64 hexadecimal digits; zeros for the
 * first), and then: entry number, kind, table, snapshot's id, sequence number, commit time and operation, tenant, dataset,
 * hour, topic id, topic, partition, index, count, late count, offsets and checksum. Numbers are 8 bytes, big-endian; texts
 * and bytes follow their length of 4 bytes; times are in milliseconds since the epoch.
 *
 * @param number its place, from 0
 * @param previousHash the hash of the entry before, in hexadecimal
 * @param hash its own
 * @param entry what it tells
 */
record ChainedEntry(long number, String previousHash, String hash, LedgerEntry entry) {

    /** What stands for the hash before the first entry. */
    static final String GENESIS = "0".repeat(64);

    ChainedEntry {
        requireNonNull(previousHash, "previousHash is null");
        requireNonNull(hash, "hash is null");
        requireNonNull(entry, "entry is null");
    }

    static ChainedEntry link(long number, String previousHash, LedgerEntry entry) {
        return new ChainedEntry(number, previousHash, hash(number, previousHash, entry), entry);
    }

    /** Whether the hash is that of the content. */
    boolean isIntact() {
        return hash.equals(hash(number, previousHash, entry));
    }

    private static String hash(long number, String previousHash, LedgerEntry entry) {
        MessageDigest digest = Sha256.digest();
        digest.update(previousHash.getBytes(UTF_8));
        return HexFormat.of().formatHex(digest.digest(canonical(number, entry)));
    }

    static byte[] canonical(long number, LedgerEntry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream output = new DataOutputStream(bytes)) {
            output.writeLong(number);
            write(output, entry.kind().word());
            write(output, entry.key().table().tableName());
            output.writeLong(entry.snapshot().id());
            output.writeLong(entry.snapshot().sequence());
            output.writeLong(entry.snapshot().committedMillis());
            write(output, entry.snapshot().operation());
            RawPartition partition = entry.key().partition();
            write(output, partition.tenant());
            write(output, partition.dataset());
            output.writeLong(entry.key().hourMillis());
            write(output, partition.topicId());
            write(output, partition.topic());
            output.writeLong(partition.partition());
            output.writeLong(partition.index());
            output.writeLong(entry.count());
            output.writeLong(entry.late());
            write(output, entry.offsets().encode());
            output.writeLong(entry.checksum());
        } catch (IOException e) {
            throw new UncheckedIOException("writing into memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream output, String text) throws IOException {
        write(output, text.getBytes(UTF_8));
    }

    private static void write(DataOutputStream output, byte[] bytes) throws IOException {
        output.writeInt(bytes.length);
        output.write(bytes);
    }
}
