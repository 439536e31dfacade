package io.drey.detection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the detections mean, in code meant to be read and not to be fast: it looks back from every event over all before
 * it. The engines are compared with it on random streams.
 */
final class ReferenceMatcher {

    private ReferenceMatcher() {}

    static List<Match> bruteForceLogin(List<AccessEvent> ordered, int failures, Duration timespan) {
        List<Match> matches = new ArrayList<>();
        int afterLastMatch = 0;
        for (int i = 0; i < ordered.size(); i++) {
            AccessEvent success = ordered.get(i);
            List<AccessEvent> failed = ordered.subList(afterLastMatch, i).stream()
                    .filter(AccessEvent::isFailedLogin)
                    .toList();
            if (!success.isSuccess() || failed.size() < failures) {
                continue;
            }
            List<AccessEvent> latest = failed.subList(failed.size() - failures, failed.size());
            if (success.timestampMillis() - latest.get(0).timestampMillis() <= timespan.toMillis()) {
                List<AccessEvent> events = new ArrayList<>(latest);
                events.add(success);
                matches.add(new Match(events));
                afterLastMatch = i + 1;
            }
        }
        return matches;
    }

    static List<Match> pathScanner(List<AccessEvent> ordered, int paths, Duration timespan) {
        List<AccessEvent> seen =
                ordered.stream().filter(AccessEvent::isNotFound).toList();
        List<Match> matches = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            long windowBegin = seen.get(i).timestampMillis() - timespan.toMillis();
            List<AccessEvent> before = seen.subList(0, i).stream()
                    .filter(event -> event.timestampMillis() > windowBegin)
                    .toList();
            Set<String> pathsBefore = pathsOf(before);
            boolean crossing = pathsBefore.size() == paths - 1
                    && !pathsBefore.contains(seen.get(i).path());
            if (crossing) {
                matches.add(new Match(firstOfEachPath(shortestRun(seen.subList(0, i + 1), paths))));
            }
        }
        return matches;
    }

    private static List<AccessEvent> shortestRun(List<AccessEvent> events, int paths) {
        int begin = events.size() - 1;
        while (pathsOf(events.subList(begin, events.size())).size() < paths) {
            begin--;
        }
        return events.subList(begin, events.size());
    }

    private static List<AccessEvent> firstOfEachPath(List<AccessEvent> run) {
        Set<String> paths = new HashSet<>();
        return run.stream().filter(event -> paths.add(event.path())).toList();
    }

    private static Set<String> pathsOf(List<AccessEvent> events) {
        Set<String> paths = new HashSet<>();
        events.forEach(event -> paths.add(event.path()));
        return paths;
    }
}
