package io.drey.collect.files;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of files beside those that are read now.
 *
 * @param known when a file that was handed out was in a listing last, in milliseconds since the epoch, by its id
 * @param waiting those that no subtask reads yet
 * @param tailed the ids of the patterns whose growing files a subtask reads
 */
record FilesState(Map<String, Long> known, List<CollectSplit> waiting, Set<String> tailed) {

    static final FilesState NOTHING = new FilesState(Map.of(), List.of(), Set.of());

    FilesState {
        known = Map.copyOf(known);
        waiting = List.copyOf(waiting);
        tailed = Set.copyOf(tailed);
    }
}
