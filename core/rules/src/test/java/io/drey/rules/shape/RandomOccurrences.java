package io.drey.rules.shape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Occurrences of one group by chance: in bursts, many at the same millisecond, out of order within a delay. */
final class RandomOccurrences {

    static final int CONDITIONS = 4;
    static final long REORDER_DELAY = 40;

    private static final long MIDNIGHT = 1_767_225_600_000L;
    private static final String[] TOPICS = {"sJ5xyXmSQ_2Pq0lqz1eTgA", "zY7xyXmSQ_2Pq0lqz1eTgA"};

    private RandomOccurrences() {}

    /** Up to so many occurrences in the order in which they arrive. */
    static List<Occurrence> inArrivalOrder(Random random, int most) {
        int count = 1 + random.nextInt(most);
        int longestGap = 1 + random.nextInt(12);
        int values = 1 + random.nextInt(6);
        List<Occurrence> arriving = new ArrayList<>();
        long time = MIDNIGHT - random.nextInt(100);
        for (int i = 0; i < count; i++) {
            time += random.nextInt(10) == 0 ? random.nextInt(100) : random.nextInt(longestGap);
            EventReference event =
                    new EventReference(time, TOPICS[random.nextInt(2)], random.nextInt(3), i, random.nextInt(2));
            arriving.add(
                    new Occurrence(event, conditions(random), List.of(value(random, values), value(random, values))));
        }
        Map<Occurrence, Long> arrival = arriving.stream()
                .collect(Collectors.toMap(
                        Function.identity(), one -> one.timestampMillis() + random.nextLong(REORDER_DELAY)));
        arriving.sort(Comparator.comparing(arrival::get));
        return arriving;
    }

    /** In the total order. */
    static List<Occurrence> ordered(List<Occurrence> occurrences) {
        List<Occurrence> ordered = new ArrayList<>(occurrences);
        Collections.sort(ordered);
        return ordered;
    }

    /** Mostly one condition, sometimes several or none. */
    private static long conditions(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(1 << CONDITIONS);
            case 1 -> 0;
            default -> 1L << random.nextInt(CONDITIONS);
        };
    }

    private static Value value(Random random, int values) {
        return switch (random.nextInt(12)) {
            case 0 -> Value.MISSING;
            case 1 -> Value.of("text-" + random.nextInt(values));
            case 2 -> Value.of((random.nextInt(values) - 2) / 10.0);
            default -> Value.of(random.nextInt(values) + (random.nextInt(20) == 0 ? -7L : 0L));
        };
    }
}
