package io.drey.metrics;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Counts requests the plain way: what metric documents have to say, one line for each. */
final class Recount {

    private Recount() {}

    /** Of windows of ten seconds, and of those of all the lengths that there are unless settings say otherwise. */
    static SortedSet<String> ofAllLengths(
            Collection<Access> accesses, Function<String, String> page, Function<String, String> agentName) {
        SortedSet<String> lines = new TreeSet<>();
        for (int seconds : new int[] {10, 60, 900, 3600, 86_400}) {
            lines.addAll(of(accesses, seconds, page, agentName));
        }
        return lines;
    }

    static SortedSet<String> of(
            Collection<Access> accesses, Function<String, String> page, Function<String, String> agentName) {
        return of(accesses, 10, page, agentName);
    }

    private static SortedSet<String> of(
            Collection<Access> accesses,
            int seconds,
            Function<String, String> page,
            Function<String, String> agentName) {
        SortedSet<String> lines = new TreeSet<>();
        Map<Long, List<Access>> byWindow = accesses.stream()
                .collect(Collectors.groupingBy(
                        access -> access.millis() - Math.floorMod(access.millis(), seconds * 1000L),
                        TreeMap::new,
                        Collectors.toList()));
        byWindow.forEach((begin, window) -> {
            String start = start(begin, seconds);
            lines.add(line(
                    start,
                    "total",
                    "visitors",
                    window.stream().map(Access::ip).distinct().count()));
            lines.add(line(start, "total", "requests", window.size()));
            lines.add(line(
                    start,
                    "total",
                    "bytes",
                    window.stream().mapToLong(Access::bytes).sum()));
            count(lines, start, "status", 32, window, all -> true, access -> Integer.toString(access.status()));
            count(lines, start, "ip", 10, window, all -> true, Access::ip);
            count(lines, start, "request", 10, window, all -> true, access -> page.apply(access.path()));
            count(lines, start, "user_agent", 10, window, all -> true, access -> agentName.apply(access.agent()));
            Predicate<Access> notFound = access -> access.status() == 404 || access.status() == 410;
            count(lines, start, "bad_page_404", 10, window, notFound, access -> page.apply(access.path()));
            count(lines, start, "bad_caller_404", 10, window, notFound, Access::ip);
            Predicate<Access> notAllowed = access -> access.status() == 401 || access.status() == 403;
            count(lines, start, "bad_caller_403", 10, window, notAllowed, Access::ip);
            count(lines, start, "bad_caller_429", 10, window, access -> access.status() == 429, Access::ip);
        });
        return lines;
    }

    /** A window in short: where it begins and, if it is not of ten seconds, how long it is. */
    static String start(long start, int seconds) {
        return start + (seconds == 10 ? "" : "+" + seconds + "s");
    }

    static String line(long start, String type, String place, long count) {
        return line(start(start, 10), type, place, count);
    }

    static String line(String start, String type, String place, long count) {
        return start + " " + type + " " + place + " = " + count;
    }

    private static void count(
            SortedSet<String> lines,
            String start,
            String type,
            int longest,
            List<Access> window,
            Predicate<Access> counted,
            Function<Access, String> value) {
        Map<String, Long> counts = window.stream()
                .filter(counted)
                .collect(Collectors.groupingBy(value, TreeMap::new, Collectors.counting()));
        List<Map.Entry<String, Long>> list = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(longest)
                .toList();
        for (int i = 0; i < list.size(); i++) {
            lines.add(line(
                    start,
                    type,
                    "#" + (i + 1) + " " + list.get(i).getKey(),
                    list.get(i).getValue()));
        }
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        long listed = list.stream().mapToLong(Map.Entry::getValue).sum();
        if (all > listed) {
            lines.add(line(start, type, "rest", all - listed));
        }
    }
}
