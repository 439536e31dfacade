package io.drey.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SilenceWatchTest {

    private static final String TOPIC = "raw.acme.access";
    private static final long NOON = 1_700_000_000_000L;

    private final SilenceWatch watch = new SilenceWatch();

    @Test
    void tellsAPartitionsSilenceFromItsLastRecord() {
        watch.partition(TOPIC, 0).read(7, NOON);
        watch.partition(TOPIC, 1).read(3, NOON + 4_500);

        assertThat(silent(NOON + 5_000)).singleElement().satisfies(partition -> {
            assertThat(partition.partition()).isZero();
            assertThat(partition.silentMillis()).isEqualTo(5_000);
        });
    }

    @Test
    void tellsALongSilenceLessOften() {
        watch.partition(TOPIC, 0).read(7, NOON);
        long later = NOON + Duration.ofMinutes(6).toMillis();

        assertThat(silent(later)).hasSize(1);
        assertThat(silent(later + 1_000)).isEmpty();
        assertThat(silent(later + 15_000)).hasSize(1);
    }

    @Test
    void afterARestoreWatchesWhatHasNothingLeftToRead() {
        watch.restore(List.of(new PartitionRead(TOPIC, 0, 8)), partition -> true);
        answer(8L, NOON);

        assertThat(silent(NOON + 2_000)).hasSize(1);
    }

    @Test
    void afterARestoreLeavesWhatIsStillReadToItsReader() {
        watch.restore(List.of(new PartitionRead(TOPIC, 0, 8)), partition -> true);
        answer(9L, NOON);

        assertThat(silent(NOON + 2_000)).isEmpty();
        assertThat(watch.snapshot()).isEmpty();
    }

    @Test
    void asksAgainWhereTheEndIsNotKnownYet() {
        watch.restore(List.of(new PartitionRead(TOPIC, 0, 8)), partition -> true);
        answer(null, NOON);
        assertThat(watch.snapshot()).containsExactly(new PartitionRead(TOPIC, 0, 8));

        answer(8L, NOON + 1_000);
        assertThat(silent(NOON + 3_000)).hasSize(1);
    }

    @Test
    void leavesTheOthersPartitionsAlone() {
        watch.restore(List.of(new PartitionRead(TOPIC, 0, 8)), partition -> false);

        assertThat(watch.snapshot()).isEmpty();
    }

    @Test
    void aPartitionWhoseBrokerIsAwayIsNotSilent() {
        watch.partition(TOPIC, 0).read(7, NOON);
        answer(8L, NOON + 1_000);

        assertThat(silence(null, NOON + 60_000)).isZero();
        assertThat(silence(8L, NOON + 61_000)).isEqualTo(61_000);
    }

    @Test
    void aPartitionWhoseBrokerStaysAwayIsSilentInTheEnd() {
        watch.partition(TOPIC, 0).read(7, NOON);
        long later = NOON + SilenceWatch.AWAY_AT_MOST.toMillis();

        assertThat(silence(null, later)).isZero();
        assertThat(silence(null, later + 15_000)).isEqualTo(later + 15_000 - NOON);
    }

    @Test
    void recordsThatWaitToBeReadAreNoSilence() {
        watch.partition(TOPIC, 0).read(7, NOON);

        assertThat(silence(20L, NOON + 9_000)).isZero();
        assertThat(silence(30L, NOON + 12_000)).as("more come").isZero();
        watch.partition(TOPIC, 0).read(29, NOON + 14_000);
        assertThat(silence(30L, NOON + 16_000)).isEqualTo(2_000);
    }

    @Test
    void aPartitionOfWhichNothingLeavesIsSilentHoweverMuchComes() {
        SilenceWatch.Partition partition = watch.partition(TOPIC, 0);
        partition.read(7, NOON);
        for (int second = 1; second <= 12; second++) {
            partition.read(7 + 10L * second, NOON + second * 1_000L);
            partition.heard(NOON);
            answer(13L + 10L * second, NOON + second * 1_000L);
        }

        assertThat(partition.silentMillis())
                .as("five more are always under way")
                .isEqualTo(11_000);
    }

    @Test
    void anEndThatNoRecordReachesIsThatOfATransaction() {
        watch.partition(TOPIC, 0).read(7, NOON);

        assertThat(silence(9L, NOON + 1_000)).isZero();
        assertThat(silence(9L, NOON + 11_000)).isEqualTo(10_000);
    }

    @Test
    void remembersHowFarItHasRead() {
        watch.partition(TOPIC, 0).read(7, NOON);

        assertThat(watch.snapshot()).containsExactly(new PartitionRead(TOPIC, 0, 8));
    }

    /** Those that are told where each partition's end is the next to read. */
    private List<SilenceWatch.Partition> silent(long wallMillis) {
        Set<RawTopics.Partition> due = watch.due(wallMillis);
        Map<RawTopics.Partition, Long> ends = new HashMap<>();
        due.forEach(partition -> ends.put(partition, 0L));
        return watch.answered(due, ends, wallMillis);
    }

    private long silence(Long end, long wallMillis) {
        return answer(end, wallMillis).get(0).silentMillis();
    }

    private List<SilenceWatch.Partition> answer(Long end, long wallMillis) {
        Set<RawTopics.Partition> due = watch.due(wallMillis);
        Map<RawTopics.Partition, Long> ends = new HashMap<>();
        if (end != null) {
            due.forEach(partition -> ends.put(partition, end));
        }
        return watch.answered(due, ends, wallMillis);
    }
}
