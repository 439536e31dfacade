package io.drey.format.json;

import io.drey.event.DatasetId;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds skeletons of lines. Those of a dataset mostly have one of few: the last ones are tried first, which takes a comparison of
 * the line and no object. Not thread-safe.
 */
public final class Skeletons {

    private static final int MOST_DATASETS = 64;

    private final SkeletonMaker maker = new SkeletonMaker();
    private final Map<DatasetId, Recent> recent = new HashMap<>();
    private DatasetId lastDataset;
    private Recent last;

    /**
     * A skeleton that gives the event's {@linkplain Field#EVENT_ORIGINAL line} back byte for byte, which was compared; null where
     * there is none.
     */
    public Skeleton forLineOf(LogEvent event) {
        if (!event.has(Field.EVENT_ORIGINAL) || !mayBeJson(event)) {
            return null;
        }
        DatasetId dataset = event.datasetId();
        if (!dataset.equals(lastDataset)) {
            if (recent.size() == MOST_DATASETS && !recent.containsKey(dataset)) {
                recent.clear();
            }
            last = recent.computeIfAbsent(dataset, unused -> new Recent());
            lastDataset = dataset;
        }
        Skeleton known = last.forLineOf(event);
        if (known != null) {
            return known;
        }
        byte[] text = maker.make(event);
        if (text == null) {
            return null;
        }
        Skeleton made = Skeleton.of(text);
        if (!made.givesBackLineOf(event)) {
            return null;
        }
        last.add(made);
        return made;
    }

    private static boolean mayBeJson(LogEvent event) {
        int at = event.offsetOf(Field.EVENT_ORIGINAL);
        int to = at + event.lengthOf(Field.EVENT_ORIGINAL);
        byte[] bytes = event.bytes();
        while (at < to && bytes[at] <= ' ') { // a byte order mark's first byte is below zero
            if (bytes[at] == (byte) 0xEF) {
                return true;
            }
            at++;
        }
        return at < to && bytes[at] == '{';
    }

    /** The skeletons that were met last, the most useful first. */
    private static final class Recent {

        private static final int MOST = 16;
        /** Where new ones come in, so that lines of which no two are alike leave the better ones alone. */
        private static final int ENTRY = 8;
        /** After so many lines with a skeleton of their own there is not much to be tried. */
        private static final int HOPELESS = 32;

        private static final int LONGEST = 1 << 13;

        private final Skeleton[] skeletons = new Skeleton[MOST];
        private int count;
        private int misses;

        Skeleton forLineOf(LogEvent event) {
            int tries = misses > HOPELESS ? Math.min(count, 1) : count;
            for (int i = 0; i < tries; i++) {
                Skeleton skeleton = skeletons[i];
                if (skeleton.givesBackLineOf(event)) {
                    misses = 0;
                    System.arraycopy(skeletons, 0, skeletons, 1, i);
                    skeletons[0] = skeleton;
                    return skeleton;
                }
            }
            misses++;
            return null;
        }

        void add(Skeleton skeleton) {
            if (skeleton.text().length > LONGEST) {
                return;
            }
            int at = misses > HOPELESS ? 0 : Math.min(count, ENTRY);
            int moved = Math.min(count, MOST - 1) - at;
            System.arraycopy(skeletons, at, skeletons, at + 1, moved);
            skeletons[at] = skeleton;
            count = Math.min(count + 1, MOST);
        }
    }
}
