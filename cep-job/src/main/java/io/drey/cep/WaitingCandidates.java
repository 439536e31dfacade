package io.drey.cep;

import io.drey.event.DatasetId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Candidates of all groups that wait until their dataset's clock has passed them. Most of them can only end what has not begun: they
 * cost no state of their own, and no timer.
 */
final class WaitingCandidates {

    /** How much time of events lies together. */
    private static final long SHELF_MILLIS = 256;

    private static final Comparator<Candidate> ORDER = Comparator.comparing(Candidate::occurrence);

    private final Map<DatasetId, TreeMap<Long, List<Candidate>>> shelvesByDataset = new HashMap<>();
    private DatasetId latestDataset;
    private long latestShelf;
    private List<Candidate> latest;

    void add(Candidate candidate) {
        long shelf = Math.floorDiv(candidate.timestampMillis(), SHELF_MILLIS);
        if (latest == null || shelf != latestShelf || !candidate.datasetId().equals(latestDataset)) {
            latestDataset = candidate.datasetId();
            latestShelf = shelf;
            latest = shelvesByDataset
                    .computeIfAbsent(latestDataset, any -> new TreeMap<>())
                    .computeIfAbsent(shelf, any -> new ArrayList<>());
        }
        latest.add(candidate);
    }

    /** Takes away those that the clock has passed, in the total order of their events. */
    List<Candidate> takeDue(DatasetId datasetId, long clockMillis) {
        TreeMap<Long, List<Candidate>> shelves = shelvesByDataset.get(datasetId);
        List<Candidate> due = new ArrayList<>();
        if (shelves == null) {
            return due;
        }
        latest = null;
        Iterator<Map.Entry<Long, List<Candidate>>> each = shelves.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Long, List<Candidate>> shelf = each.next();
            if (shelf.getKey() > Math.floorDiv(clockMillis, SHELF_MILLIS)) {
                break;
            }
            shelf.getValue().removeIf(candidate -> {
                boolean isDue = candidate.timestampMillis() <= clockMillis;
                if (isDue) {
                    due.add(candidate);
                }
                return isDue;
            });
            if (shelf.getValue().isEmpty()) {
                each.remove();
            }
        }
        if (shelves.isEmpty()) {
            shelvesByDataset.remove(datasetId);
        }
        due.sort(ORDER);
        return due;
    }

    /** The datasets of which some wait. */
    Collection<DatasetId> datasets() {
        return List.copyOf(shelvesByDataset.keySet());
    }

    void forEach(Consumer<Candidate> action) {
        shelvesByDataset.values().forEach(shelves -> shelves.values()
                .forEach(candidates -> candidates.forEach(action)));
    }
}
