package io.drey.benchmarks;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What was counted in windows, as far as all can be compared. */
final class WindowSums {

    private final Map<String, Window> windows = new TreeMap<>();

    /** One window; what is said of it again takes the place of what was said before. */
    static final class Window {
        private long requests;
        private long bytes;
        private final Map<String, Long> statuses = new TreeMap<>();
        private final Map<Integer, Long> callers = new TreeMap<>();

        void requests(long count) {
            requests = count;
        }

        void bytes(long sum) {
            bytes = sum;
        }

        void status(String code, long count) {
            statuses.put(code, count);
        }

        /** How often the caller of a place came, 1 for the most frequent. */
        void caller(int rank, long count) {
            callers.put(rank, count);
        }
    }

    /** The window of a name; names are in the order of time. */
    Window window(String name) {
        return windows.computeIfAbsent(name, any -> new Window());
    }

    /** The answer by all windows together: bytes, and how often each status came. */
    static long whole(WindowSums sums) {
        Map<String, Long> statuses = new TreeMap<>();
        long bytes = 0;
        for (Window window : sums.windows.values()) {
            bytes += window.bytes;
            window.statuses.forEach((code, count) -> statuses.merge(code, count, Long::sum));
        }
        Answer answer = new Answer().with(bytes);
        statuses.forEach((code, count) -> answer.with(code).with(count));
        return answer.hash();
    }

    /** The answer by each window: requests, bytes, each status, and how often the ten most frequent callers came. */
    static long each(WindowSums sums) {
        Answer answer = new Answer();
        for (Window window : sums.windows.values()) {
            answer.with(window.requests).with(window.bytes);
            window.statuses.forEach((code, count) -> answer.with(code).with(count));
            window.callers.values().stream()
                    .sorted(Collections.reverseOrder())
                    .limit(10)
                    .forEach(answer::with);
        }
        return answer.hash();
    }
}
