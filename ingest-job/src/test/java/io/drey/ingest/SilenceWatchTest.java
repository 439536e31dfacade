package io.drey.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SilenceWatchTest {

    private static final String TOPIC = "raw.acme.access";
    private static final long NOON = 1_700_000_000_000L;

    private final SilenceWatch watch = new SilenceWatch();

    @Test
    void tellsAPartitionsSilenceFromItsLastRecord() {
        watch.partition(TOPIC, 0).read(7, NOON);
        watch.partition(TOPIC, 1).read(3, NOON + 4_500);

        assertThat(watch.silent(NOON + 5_000)).singleElement().satisfies(partition -> {
            assertThat(partition.partition()).isZero();
            assertThat(partition.silentMillis(NOON + 5_000)).isEqualTo(5_000);
        });
    }

    @Test
    void tellsALongSilenceLessOften() {
        watch.partition(TOPIC, 0).read(7, NOON);
        long later = NOON + Duration.ofMinutes(6).toMillis();

        assertThat(watch.silent(later)).hasSize(1);
        assertThat(watch.silent(later + 1_000)).isEmpty();
        assertThat(watch.silent(later + 15_000)).hasSize(1);
    }

    @Test
    void afterARestoreWatchesWhatHasNothingLeftToRead() {
        watch.restore(List.of(new PartitionRead(TOPIC, 0, 8)), partition -> true);
        watch.settle(partition -> OptionalLong.of(8), NOON);

        assertThat(watch.silent(NOON + 2_000)).hasSize(1);
    }

    @Test
    void afterARestoreLeavesWhatIsStillReadToItsReader() {
        watch.restore(List.of(new PartitionRead(TOPIC, 0, 8)), partition -> true);
        watch.settle(partition -> OptionalLong.of(9), NOON);

        assertThat(watch.silent(NOON + 2_000)).isEmpty();
        assertThat(watch.snapshot()).isEmpty();
    }

    @Test
    void asksAgainWhereTheEndIsNotKnownYet() {
        watch.restore(List.of(new PartitionRead(TOPIC, 0, 8)), partition -> true);
        watch.settle(partition -> OptionalLong.empty(), NOON);
        assertThat(watch.snapshot()).containsExactly(new PartitionRead(TOPIC, 0, 8));

        watch.settle(partition -> OptionalLong.of(8), NOON + 1_000);
        assertThat(watch.silent(NOON + 3_000)).hasSize(1);
    }

    @Test
    void leavesTheOthersPartitionsAlone() {
        watch.restore(List.of(new PartitionRead(TOPIC, 0, 8)), partition -> false);

        assertThat(watch.snapshot()).isEmpty();
    }

    @Test
    void remembersHowFarItHasRead() {
        watch.partition(TOPIC, 0).read(7, NOON);

        assertThat(watch.snapshot()).containsExactly(new PartitionRead(TOPIC, 0, 8));
    }
}
