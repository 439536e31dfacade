package io.drey.lake;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.apache.iceberg.Table;

/**
 * Where the lines stood that a table has already. A job that goes back to an older savepoint reads some of them once more, and lands
 * none of these again. They stand in a property of the table, so that a job finds them at each of its starts.
 */
public final class LandedLines implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The property of the table. */
    static final String PROPERTY = "drey.landed-lines";

    /** A property is in each of the table's metadata files. */
    static final int LONGEST_PROPERTY = 1 << 20;

    /** First and last offset of each range, in ascending order. */
    private final Map<Place, long[]> ranges;

    /**
     * A partition of a raw topic.
     *
     * @param topicId the topic's id
     * @param partition the partition
     */
    public record Place(String topicId, int partition) implements Serializable {
        public Place {
            requireNonNull(topicId, "topicId is null");
        }
    }

    /**
     * Consecutive offsets.
     *
     * @param from the first
     * @param to the last
     */
    public record Range(long from, long to) {}

    private LandedLines(Map<Place, long[]> ranges) {
        this.ranges = ranges;
    }

    /** These; the ranges of a partition in ascending order, of which no two overlap. */
    public static LandedLines of(Map<Place, List<Range>> ranges) {
        Map<Place, long[]> all = new HashMap<>();
        ranges.forEach((place, each) -> {
            long[] ends = new long[2 * each.size()];
            for (int i = 0; i < each.size(); i++) {
                ends[2 * i] = each.get(i).from();
                ends[2 * i + 1] = each.get(i).to();
            }
            all.put(place, ends);
        });
        return new LandedLines(all);
    }

    /** What a table's property says; empty where it has none. */
    public static Optional<LandedLines> in(Table table) {
        return Optional.ofNullable(table.properties().get(PROPERTY)).map(LandedLines::parse);
    }

    /**
     * Sets a table's property, or takes it away where there are none.
     *
     * @throws LakeException if they are in too many pieces
     */
    public void setIn(Table table) {
        if (ranges.isEmpty()) {
            if (table.properties().containsKey(PROPERTY)) {
                table.updateProperties().remove(PROPERTY).commit();
            }
            return;
        }
        String text = text();
        if (text.length() > LONGEST_PROPERTY) {
            throw new LakeException(
                    "what landed in %s since is in %,d pieces, too many to be remembered: go on from a later savepoint"
                            .formatted(
                                    table.name(),
                                    ranges.values().stream()
                                            .mapToInt(ends -> ends.length / 2)
                                            .sum()));
        }
        table.updateProperties().set(PROPERTY, text).commit();
    }

    /** Whether a line is one of them. */
    public boolean contains(String topicId, int partition, long offset) {
        long[] ends = ranges.get(new Place(topicId, partition));
        if (ends == null) {
            return false;
        }
        int found = Arrays.binarySearch(ends, offset);
        // Between the first and the last of a range, which stand at an even and at an odd place.
        return found >= 0 || (-found - 1) % 2 == 1;
    }

    /** The highest offset of each partition. */
    public Map<Place, Long> highest() {
        Map<Place, Long> highest = new HashMap<>();
        ranges.forEach((place, ends) -> highest.put(place, ends[ends.length - 1]));
        return highest;
    }

    /** The form {@code TOPIC-ID 3 0-1200,1205-1210;TOPIC-ID 4 0-17}. */
    private String text() {
        Map<String, String> sorted = new TreeMap<>();
        ranges.forEach((place, ends) -> {
            StringJoiner pairs = new StringJoiner(",");
            for (int i = 0; i < ends.length; i += 2) {
                pairs.add(ends[i] + "-" + ends[i + 1]);
            }
            sorted.put(place.topicId() + " " + place.partition(), pairs.toString());
        });
        StringJoiner all = new StringJoiner(";");
        sorted.forEach((place, pairs) -> all.add(place + " " + pairs));
        return all.toString();
    }

    private static LandedLines parse(String text) {
        Map<Place, long[]> ranges = new HashMap<>();
        try {
            for (String each : text.split(";", -1)) {
                String[] words = each.split(" ", -1);
                ranges.put(
                        new Place(words[0], Integer.parseInt(words[1])),
                        Arrays.stream(words[2].split("[,-]", -1))
                                .mapToLong(Long::parseLong)
                                .toArray());
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new LakeException("the table's property %s is damaged: take it away".formatted(PROPERTY), e);
        }
        return new LandedLines(ranges);
    }
}
