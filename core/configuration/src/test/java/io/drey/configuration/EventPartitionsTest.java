package io.drey.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.DatasetId;
import io.drey.event.Topics;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class EventPartitionsTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final DatasetId AUDIT = new DatasetId("acme", "audit");

    @Test
    void anEventsTopicThatNeverGrewIsFilledAsItAlwaysWas() {
        EventPartitions six = EventPartitions.fixed("id", 6);

        int hash = Topics.raw(ACCESS).hashCode();
        assertThat(six.of(ACCESS, 40))
                .containsExactly(IntStream.range(0, 40)
                        .map(raw -> Math.floorMod(hash + raw, 6))
                        .toArray());
    }

    @Test
    void rawPartitionsThatAreMadeAfterAGrowthTakeTheNewEventPartitions() {
        EventPartitions four = EventPartitions.fixed("id", 4);
        EventPartitions twelve = four.grown(12, Map.of("access", 4));

        int[] partitions = twelve.of(ACCESS, 12);

        assertThat(Arrays.copyOf(partitions, 4)).isEqualTo(four.of(ACCESS, 4));
        assertThat(Arrays.copyOfRange(partitions, 4, 12))
                .containsExactlyInAnyOrder(IntStream.range(4, 12).toArray());
    }

    @Test
    void aDatasetThatIsMadeAfterAGrowthUsesAllEventPartitionsAlike() {
        EventPartitions twelve = EventPartitions.fixed("id", 4).grown(12, Map.of("access", 4));

        assertThat(twelve.of(AUDIT, 12))
                .containsExactly(EventPartitions.fixed("id", 12).of(AUDIT, 12));
    }

    /** The property that order rests on, for random histories of raw and events topics that grow in any turn. */
    @RepeatedTest(200)
    void noRawPartitionThatThereIsEverChangesItsEventPartition(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        EventPartitions present = EventPartitions.fixed("id", 1 + random.nextInt(30));
        Map<String, Integer> raw = new HashMap<>();
        Map<DatasetId, int[]> before = new HashMap<>();
        List<DatasetId> datasets = IntStream.range(0, 5)
                .mapToObj(number -> new DatasetId("acme", "dataset" + number))
                .toList();
        for (int turn = 0; turn < 30; turn++) {
            if (random.nextInt(4) == 0) {
                present = present.grown(present.partitions() + 1 + random.nextInt(20), raw);
            } else {
                DatasetId dataset = datasets.get(random.nextInt(datasets.size()));
                raw.merge(dataset.dataset(), 1 + random.nextInt(10), Integer::sum);
            }
            for (DatasetId dataset : datasets) {
                int[] now = present.of(dataset, raw.getOrDefault(dataset.dataset(), 0));
                int[] earlier = before.getOrDefault(dataset, new int[0]);
                assertThat(Arrays.copyOf(now, earlier.length)).isEqualTo(earlier);
                before.put(dataset, now);
            }
            EventPartitions published =
                    EventPartitions.read(present.key(), present.value()).orElseThrow();
            assertThat(published).isEqualTo(present);
        }
    }

    /** As even as it can be with those that stay: no event partition has two more of the new raw partitions than it needs. */
    @RepeatedTest(100)
    void newRawPartitionsSpreadEvenly(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int before = 1 + random.nextInt(12);
        int after = before + 1 + random.nextInt(24);
        int raw = 1 + random.nextInt(24);
        int rawAfter = raw + 1 + random.nextInt(100);
        EventPartitions grown = EventPartitions.fixed("id", before).grown(after, Map.of("access", raw));

        int[] chosen = grown.of(ACCESS, rawAfter);

        int[] load = new int[after];
        IntStream.range(0, raw).forEach(partition -> load[chosen[partition]]++);
        for (int partition = raw; partition < rawAfter; partition++) {
            assertThat(load[chosen[partition]])
                    .as("raw partition %d", partition)
                    .isEqualTo(Arrays.stream(load).min().orElseThrow());
            load[chosen[partition]]++;
        }
    }

    @Test
    void manyDatasetsOfOnePartitionSpreadOverTheNewOnes() {
        Map<String, Integer> raw = new HashMap<>();
        for (int number = 0; number < 240; number++) {
            raw.put("dataset" + number, 1);
        }
        EventPartitions grown = EventPartitions.fixed("id", 4).grown(12, raw);
        int[] load = new int[12];
        raw.keySet().forEach(name -> load[grown.of(new DatasetId("acme", name), 2)[1]]++);

        assertThat(Arrays.copyOf(load, 4)).as("have theirs already").containsOnly(0);
        assertThat(Arrays.stream(load, 4, 12).max().orElseThrow())
                .as("%s", Arrays.toString(load))
                .isLessThan(2 * 240 / 8);
    }

    @Test
    void recordsOfOthersAreNoneAndNonsenseIsRefused() {
        EventPartitions four = EventPartitions.fixed("id", 4);

        assertThat(EventPartitions.read("dataset/access".getBytes(UTF_8), four.value()))
                .isEmpty();
        assertThat(EventPartitions.read(four.key(), null)).isEmpty();
        assertThatThrownBy(() -> EventPartitions.read(four.key(), "nonsense".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not JSON: nonsense");
        assertThatThrownBy(() -> EventPartitions.read(
                        four.key(), EventPartitions.fixed("id", 5).value()))
                .hasMessage("the record tells of 5 partitions");
        assertThatThrownBy(() -> four.grown(4, Map.of()))
                .hasMessage("an events topic cannot grow from 4 to 4 partitions");
    }
}
