package io.drey.collect.domain;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Knows which files were handed out to be read. A file is handed out once, however often it is listed; one that is replaced under
 * its path is another one.
 *
 * <p>An empty file is not handed out, nor one that has just changed: somebody may be about to write it. Neither is one that was modified longer ago than {@code
 * age}. One that was handed out is forgotten when it is a day older than that, or was in no listing for as long: it cannot come
 * again.
 */
public final class KnownFiles {

    static final Duration MARGIN = Duration.ofDays(1);

    private final Duration age;

    /** When a file was in a listing last, and still young enough to be handed out, in milliseconds since the epoch, by its id. */
    private final Map<String, Long> known;

    /** When a file that is not handed out yet was listed first. No state: after a restart it settles anew. */
    private final Map<String, Long> met = new HashMap<>();

    /**
     * With files that an earlier run knew.
     *
     * @param age how long ago a file may have been modified
     */
    public KnownFiles(Duration age, Map<String, Long> known) {
        this.age = requireNonNull(age, "age is null");
        this.known = new HashMap<>(known);
    }

    /**
     * Takes a listing of a topic's files, and returns those that are to be read, the one modified first ahead.
     *
     * @param settling for how long a file must be listed as it is: HDFS lists a file with all its bytes before it is closed,
     *     which changes its time of modification, and others list what is being written
     */
    public List<FoundFile> takeNew(String topic, Collection<FoundFile> listed, Duration settling, long nowMillis) {
        List<FoundFile> taken = new ArrayList<>();
        long oldest = nowMillis - age.toMillis();
        for (FoundFile file : listed) {
            boolean hasLines = file.length() > 0;
            if (!hasLines || file.modifiedMillis() < oldest) {
                continue;
            }
            String id = file.id(topic);
            if (known.containsKey(id) || known.remove(file.formerId(topic)) != null) {
                known.put(id, nowMillis);
            } else if (nowMillis - met.computeIfAbsent(id, first -> nowMillis) >= settling.toMillis()) {
                met.remove(id);
                known.put(id, nowMillis);
                taken.add(file);
            }
        }
        taken.sort(Comparator.comparingLong(FoundFile::modifiedMillis).thenComparing(FoundFile::path));
        return taken;
    }

    /** Forgets what cannot come again. */
    public void forget(long nowMillis) {
        long seenBefore = nowMillis - age.toMillis() - MARGIN.toMillis();
        known.values().removeIf(seenMillis -> seenMillis < seenBefore);
        met.values().removeIf(seenMillis -> seenMillis < nowMillis - MARGIN.toMillis());
    }

    /** All that is known. */
    public Map<String, Long> snapshot() {
        return Map.copyOf(known);
    }
}
