package io.drey.lake.maintenance.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.lake.maintenance.domain.CompactionPlan.Activity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompactionPlanTest {

    private static final CompactionRules RULES = new CompactionRules(100, 1000, 3);
    private static final int NO_DELETES = 0;

    @Test
    void leavesAPartitionAloneThatIsWrittenToUntilItHasTooManySmallFiles() {
        List<StoredFile> files = small("access", 4);

        assertThat(groups(files, Activity.WRITTEN)).isEmpty();

        files.add(small("access", 9, 10));
        assertThat(groups(files, Activity.WRITTEN)).containsExactly(files);
    }

    @Test
    void rewritesASettledPartitionHoweverLittleIsInExcess() {
        List<StoredFile> files = small("access", 2);

        assertThat(groups(files, Activity.SETTLED)).containsExactly(files);
    }

    @Test
    void leavesAPartitionAloneThatIsAsItShouldBe() {
        List<StoredFile> files =
                List.of(small("access", 1, 10), small("auth", 2, 10), small("access", 3, 75), small("access", 4, 100));

        assertThat(groups(files, Activity.SETTLED)).isEmpty();
    }

    @Test
    void takesWhatIsThreeQuartersOfTheTargetForLarge() {
        assertThat(RULES.isSmall(74)).isTrue();
        assertThat(RULES.isSmall(75)).isFalse();
    }

    @Test
    void splitsAFileOfSeveralDatasetsAndLetsTheirSmallFilesJoinIt() {
        StoredFile mixed = new StoredFile("mixed", Optional.empty(), 500, false, 1);
        StoredFile alone = small("access", 2, 10);
        StoredFile large = small("access", 3, 90);

        assertThat(groups(List.of(alone, large, mixed), Activity.SETTLED)).containsExactly(List.of(mixed, alone));
    }

    @Test
    void rewritesLargeFilesThatHaveDeletes() {
        StoredFile deleted = new StoredFile("deleted", Optional.of("access"), 100, true, 1);
        StoredFile whole = small("access", 2, 100);

        assertThat(CompactionPlan.groups(List.of(deleted, whole), 1, Activity.SETTLED, RULES))
                .containsExactly(List.of(deleted));
    }

    @Test
    void dropsDeletesThatNothingIsLeftFor() {
        assertThat(CompactionPlan.groups(List.of(small("access", 2, 100)), 1, Activity.SETTLED, RULES))
                .containsExactly(List.of());
    }

    @Test
    void cutsWhatIsTooMuchForOneGroupIntoRunsOfOneDatasetInTheOrderOfWriting() {
        List<StoredFile> files = new ArrayList<>();
        for (int i = 30; i > 0; i--) {
            files.add(small("access", i, 50));
            files.add(small("auth", i, 10));
        }

        List<List<StoredFile>> groups = groups(files, Activity.SETTLED);

        assertThat(groups).hasSize(3).allSatisfy(group -> {
            assertThat(group)
                    .extracting(StoredFile::dataset)
                    .containsOnly(group.get(0).dataset());
            assertThat(group).extracting(StoredFile::sequence).isSorted();
            assertThat(group.stream().mapToLong(StoredFile::bytes).sum()).isLessThanOrEqualTo(1000);
        });
        assertThat(groups.stream().mapToInt(List::size).sum()).isEqualTo(60);
    }

    @Test
    void refusesRulesThatMeanNothing() {
        assertThatThrownBy(() -> new CompactionRules(0, 1, 1)).hasMessageContaining("targetBytes 0");
    }

    private static List<List<StoredFile>> groups(List<StoredFile> files, Activity activity) {
        return CompactionPlan.groups(files, NO_DELETES, activity, RULES);
    }

    private static List<StoredFile> small(String dataset, int count) {
        List<StoredFile> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(small(dataset, i, 10));
        }
        return files;
    }

    private static StoredFile small(String dataset, long sequence, long bytes) {
        return new StoredFile(dataset + "-" + sequence, Optional.of(dataset), bytes, false, sequence);
    }
}
