package io.drey.collect.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.PathPattern;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PatternWalkTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final List<String> listed = new ArrayList<>();
    private final Map<String, List<Folders.Entry>> folders = new TreeMap<>();

    @Test
    void onlyFoldersOfTheLastDaysAreListedAndEachOnce() throws IOException {
        for (String account : List.of("111", "222")) {
            folder("s3://b/AWSLogs", account);
            for (String day : List.of("27", "28")) {
                file("s3://b/AWSLogs/%s/2026/02/%s".formatted(account, day), "a.gz");
            }
        }

        assertThat(find("s3://b/AWSLogs/*/{yyyy}/{MM}/{dd}/*.gz", 1))
                .containsExactly("s3://b/AWSLogs/111/2026/02/28/a.gz", "s3://b/AWSLogs/222/2026/02/28/a.gz");
        assertThat(listed).doesNotHaveDuplicates().noneMatch(folder -> folder.endsWith("27"));
    }

    @Test
    void whatIsHiddenOrUnfinishedIsLeftOut() throws IOException {
        for (String name : List.of("a.log", ".a.log", "_SUCCESS", "b.log.tmp", "c.inprogress", "d._COPYING_")) {
            file("hdfs://n/logs", name);
        }
        folder("hdfs://n/logs", "folder");

        assertThat(find("hdfs://n/logs/*", 1)).containsExactly("hdfs://n/logs/a.log");
    }

    @Test
    void aFolderThatIsNotThereHasNothing() throws IOException {
        assertThat(find("hdfs://n/no/*/such/*.gz", 1)).isEmpty();
    }

    private List<String> find(String pattern, int days) throws IOException {
        Folders all = folder -> {
            listed.add(folder);
            return folders.getOrDefault(folder, List.of());
        };
        return new PatternWalk(all)
                .find(PathPattern.of(pattern), NOW.minusSeconds(days * 86_400L), NOW).stream()
                        .map(FoundFile::path)
                        .toList();
    }

    private void file(String folder, String name) {
        folders.computeIfAbsent(folder, absent -> new ArrayList<>()).add(new Folders.Entry(name, false, 1, 1));
    }

    private void folder(String folder, String name) {
        folders.computeIfAbsent(folder, absent -> new ArrayList<>()).add(new Folders.Entry(name, true, 0, 0));
    }
}
