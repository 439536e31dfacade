package io.drey.lake.audit;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Snapshots by table, as {@code logs=12,alerts=7}. */
final class Snapshots {

    private Snapshots() {}

    static String text(Map<String, Long> snapshots) {
        return new TreeMap<>(snapshots)
                .entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining(","));
    }

    static Map<String, Long> parse(String text) {
        Map<String, Long> snapshots = new TreeMap<>();
        if (!text.isEmpty()) {
            for (String each : text.split(",", -1)) {
                int equals = each.indexOf('=');
                snapshots.put(each.substring(0, equals), Long.valueOf(each.substring(equals + 1)));
            }
        }
        return snapshots;
    }
}
