package io.drey.cli.status;

import io.drey.operations.health.TopicLags.Lag;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** How the lags of the last refreshes were, so that one sees whether they grow. */
final class LagHistory {

    /** How many refreshes are remembered. */
    static final int LENGTH = 12;

    private final Map<String, Deque<Long>> lags = new HashMap<>();

    /** Adds those of a refresh. */
    void add(List<Lag> latest) {
        latest.forEach(lag -> {
            Deque<Long> known = lags.computeIfAbsent(key(lag), unseen -> new ArrayDeque<>());
            known.addLast(lag.lag());
            if (known.size() > LENGTH) {
                known.removeFirst();
            }
        });
        lags.keySet().retainAll(latest.stream().map(LagHistory::key).toList());
    }

    /** A chart of a lag over the refreshes, the latest last. */
    String chart(Lag lag) {
        return Sparkline.of(lags.getOrDefault(key(lag), new ArrayDeque<>()).stream()
                .map(records -> OptionalDouble.of((double) records))
                .toList());
    }

    private static String key(Lag lag) {
        return lag.topic() + " " + lag.group();
    }
}
