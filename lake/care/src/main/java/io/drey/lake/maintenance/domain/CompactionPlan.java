package io.drey.lake.maintenance.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which files of a partition are rewritten together.
 *
 * <p>A partition is ideal when each file holds one dataset, at most one file of a dataset is small, and no deletes wait to
 * be applied. What is beyond that is in excess: every file of several datasets, every second small file of one, every
 * delete file. While it is still written to, a partition is left alone until more than the allowed number are in excess;
 * once it is settled, everything in excess is worth a rewrite. A rewritten partition is ideal, so nothing is rewritten
 * twice.
 */
public final class CompactionPlan {

    /** Whether a partition is still written to. */
    public enum Activity {
        WRITTEN,
        SETTLED
    }

    private static final Comparator<StoredFile> AS_WRITTEN =
            Comparator.comparingLong(StoredFile::sequence).thenComparing(StoredFile::path);

    private CompactionPlan() {}

    /**
     * The files to rewrite, in groups that are rewritten and committed one by one; none where the partition is fine. A
     * single empty group means that there are deletes to drop which nothing is left for.
     *
     * @param files the partition's data files
     * @param deleteFiles how many delete files the partition has
     */
    public static List<List<StoredFile>> groups(
            List<StoredFile> files, int deleteFiles, Activity activity, CompactionRules rules) {
        int allowed =
                switch (activity) {
                    case WRITTEN -> rules.smallFiles();
                    case SETTLED -> 0;
                };
        if (excess(files, deleteFiles, rules) <= allowed) {
            return List.of();
        }
        List<StoredFile> mixed = new ArrayList<>();
        Map<String, List<StoredFile>> smallByDataset = new TreeMap<>();
        for (StoredFile file : files) {
            if (file.hasDeletes() || file.dataset().isEmpty()) {
                mixed.add(file);
            } else if (rules.isSmall(file.bytes())) {
                smallByDataset
                        .computeIfAbsent(file.dataset().get(), dataset -> new ArrayList<>())
                        .add(file);
            }
        }
        mixed.sort(AS_WRITTEN);
        smallByDataset.values().forEach(small -> small.sort(AS_WRITTEN));
        List<StoredFile> everything = new ArrayList<>(mixed);
        smallByDataset.values().stream()
                // One alone gains only if rows of the mixed files join it.
                .filter(small -> small.size() > 1 || !mixed.isEmpty())
                .forEach(everything::addAll);
        if (bytes(everything) <= rules.groupBytes()) {
            return List.of(everything);
        }
        List<List<StoredFile>> groups = new ArrayList<>(chunks(mixed, rules.groupBytes()));
        for (List<StoredFile> small : smallByDataset.values()) {
            chunks(small, rules.groupBytes()).stream()
                    .filter(chunk -> chunk.size() > 1)
                    .forEach(groups::add);
        }
        return groups;
    }

    /** How many files a partition has too many. */
    public static int excess(List<StoredFile> files, int deleteFiles, CompactionRules rules) {
        int mixed = 0;
        Map<String, Integer> smallByDataset = new TreeMap<>();
        for (StoredFile file : files) {
            if (file.dataset().isEmpty()) {
                mixed++;
            } else if (rules.isSmall(file.bytes())) {
                smallByDataset.merge(file.dataset().get(), 1, Integer::sum);
            }
        }
        return mixed
                + deleteFiles
                + smallByDataset.values().stream().mapToInt(small -> small - 1).sum();
    }

    private static List<List<StoredFile>> chunks(List<StoredFile> files, long groupBytes) {
        List<List<StoredFile>> chunks = new ArrayList<>();
        List<StoredFile> chunk = new ArrayList<>();
        for (StoredFile file : files) {
            if (!chunk.isEmpty() && bytes(chunk) + file.bytes() > groupBytes) {
                chunks.add(chunk);
                chunk = new ArrayList<>();
            }
            chunk.add(file);
        }
        if (!chunk.isEmpty()) {
            chunks.add(chunk);
        }
        return chunks;
    }

    private static long bytes(List<StoredFile> files) {
        return files.stream().mapToLong(StoredFile::bytes).sum();
    }
}
