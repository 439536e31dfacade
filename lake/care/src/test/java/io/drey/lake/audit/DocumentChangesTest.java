package io.drey.lake.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentChangesTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void addsWhatIsNotThereYetAndShowsItInTheOrderOfTime() {
        DocumentChanges.Change second = change("acme", "web", 2, Optional.empty());
        DocumentChanges.Change first = change("acme", "web", 1, Optional.of("{}"));
        DocumentChanges.Change other = change("globex", "web", 1, Optional.of("{}"));
        try (Lake lake = lake()) {
            assertThat(DocumentChanges.record(lake, List.of(second, first))).isEqualTo(2);
            assertThat(DocumentChanges.record(lake, List.of(first, other, second)))
                    .isEqualTo(1);
            assertThat(DocumentChanges.record(lake, List.of(first, other, second)))
                    .isZero();

            assertThat(DocumentChanges.of(lake, Optional.of("acme"))).containsExactly(first, second);
            assertThat(DocumentChanges.of(lake, Optional.empty())).containsExactly(first, other, second);
            assertThat(second.outcome()).isEqualTo("deleted");
        }
    }

    /** Two schedulers may do it at once. */
    @Test
    void addsNothingTwiceWhereSeveralAddTheSameAtOnce() throws Exception {
        List<DocumentChanges.Change> changes = new ArrayList<>();
        for (int version = 1; version <= 20; version++) {
            changes.add(change("acme", "web", version, Optional.of("{\"version\":" + version + "}")));
        }
        lake().close();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Callable<Integer>> several = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                several.add(() -> {
                    try (Lake lake = Lake.open(settings())) {
                        return DocumentChanges.record(lake, changes);
                    }
                });
            }
            int added = 0;
            for (Future<Integer> each : threads.invokeAll(several)) {
                added += each.get();
            }
            assertThat(added).isEqualTo(20);
        } finally {
            threads.shutdownNow();
        }
        try (Lake lake = Lake.open(settings())) {
            assertThat(DocumentChanges.of(lake, Optional.empty())).containsExactlyElementsOf(changes);
        }
    }

    private static DocumentChanges.Change change(String tenant, String name, long version, Optional<String> content) {
        return new DocumentChanges.Change(tenant, "dataset", name, version, NOON.plusSeconds(version), "ann", content);
    }

    private Lake lake() {
        Lake lake = Lake.open(settings());
        lake.init();
        return lake;
    }

    private LakeSettings settings() {
        return LakeSettings.inFolder(folder.toUri().toString());
    }
}
