package io.drey.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Knows how far the senders of one raw partition have sent what they read. A sender that was restarted sends lines again; they
 * stand no higher than what came of their source before.
 *
 * <p>A source of which nothing came for {@link #REMEMBERED}, by the records' own time, is forgotten; so is the one that is silent
 * for longest where there are more than {@value #MOST_SOURCES}.
 *
 * <p>Knows no Flink and no clock. Not thread-safe.
 */
final class SentLines {

    /** For how long a sender may be away and still go on without a line twice. */
    static final Duration REMEMBERED = Duration.ofDays(7);

    /** About 10 MB. */
    static final int MOST_SOURCES = 50_000;

    private static final int VERSION = 1;

    /** The source that is silent for longest first. */
    private final Map<String, Progress> sources = new LinkedHashMap<>(16, 0.75f, true);

    private String lastSource;
    private Progress last;

    /** How far a source was sent. */
    private static final class Progress {
        private long position = -1;
        private long createdMillis;
    }

    /**
     * Takes a line's place, and says whether it is new.
     *
     * @param createdMillis when the record arrived, in milliseconds since the epoch
     */
    boolean isNew(String source, long position, long createdMillis) {
        if (!source.equals(lastSource)) {
            last = sources.computeIfAbsent(source, absent -> new Progress());
            lastSource = source;
            last.createdMillis = Math.max(last.createdMillis, createdMillis);
            forget(createdMillis - REMEMBERED.toMillis());
        }
        last.createdMillis = Math.max(last.createdMillis, createdMillis);
        if (position <= last.position) {
            return false;
        }
        last.position = position;
        return true;
    }

    private void forget(long beforeMillis) {
        Iterator<Progress> oldest = sources.values().iterator();
        while (oldest.hasNext()) {
            Progress progress = oldest.next();
            boolean isTold = progress == last;
            if (isTold || (progress.createdMillis >= beforeMillis && sources.size() <= MOST_SOURCES)) {
                return;
            }
            oldest.remove();
        }
    }

    boolean isEmpty() {
        return sources.isEmpty();
    }

    int size() {
        return sources.size();
    }

    /** All that is known, for {@link #restore}. */
    byte[] snapshot() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(sources.size());
            for (Map.Entry<String, Progress> entry : sources.entrySet()) {
                byte[] source = entry.getKey().getBytes(UTF_8);
                out.writeInt(source.length);
                out.write(source);
                out.writeLong(entry.getValue().position);
                out.writeLong(entry.getValue().createdMillis);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    /**
     * What a snapshot knew.
     *
     * @throws IllegalStateException if a newer version wrote it
     */
    static SentLines restore(byte[] snapshot) {
        SentLines lines = new SentLines();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException(
                        "what senders sent has version %d and %d is known: start a newer version of the job"
                                .formatted(version, VERSION));
            }
            for (int left = in.readInt(); left > 0; left--) {
                String source = new String(in.readNBytes(in.readInt()), UTF_8);
                Progress progress = new Progress();
                progress.position = in.readLong();
                progress.createdMillis = in.readLong();
                lines.sources.put(source, progress);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("what senders sent is damaged: restore an earlier checkpoint", e);
        }
        return lines;
    }
}
