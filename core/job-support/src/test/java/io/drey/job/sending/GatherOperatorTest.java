package io.drey.job.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatherOperatorTest {

    private static final long WAIT = 200;

    private OneInputStreamOperatorTestHarness<String, String> harness;

    @BeforeEach
    void open() throws Exception {
        harness = harness(WAIT);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void enoughThingsOfAKeyGoAtOnceAndThoseOfOthersWait() throws Exception {
        add("a1", "b1", "a2", "a3");

        assertThat(batches()).containsExactly("a: a1 a2 a3");
        add("a4");
        harness.setProcessingTime(WAIT);
        assertThat(batches()).containsExactlyInAnyOrder("a: a1 a2 a3", "b: b1", "a: a4");
    }

    @Test
    void enoughBytesGoAtOnce() throws Exception {
        add("a-of-ten-b", "a-of-ten-b");

        assertThat(batches()).containsExactly("a: a-of-ten-b a-of-ten-b");
    }

    @Test
    void theFirstOfABatchWaitsForOthersAsLongAsItMay() throws Exception {
        add("a1", "a2", "a3");
        harness.setProcessingTime(WAIT - 50);
        add("a4");

        harness.setProcessingTime(2 * WAIT - 51);
        assertThat(batches()).hasSize(1);
        harness.setProcessingTime(2 * WAIT - 50);

        assertThat(batches()).containsExactly("a: a1 a2 a3", "a: a4");
    }

    @Test
    void nothingIsLeftWhenACheckpointsBarrierPassesOrTheInputEnds() throws Exception {
        add("a1");
        harness.prepareSnapshotPreBarrier(1);
        assertThat(batches()).containsExactly("a: a1");

        add("a2");
        harness.endInput();
        assertThat(batches()).containsExactly("a: a1", "a: a2");
    }

    @Test
    void whoMayNotWaitGoesAlone() throws Exception {
        harness.close();
        harness = harness(0);

        add("a1", "a2");

        assertThat(batches()).containsExactly("a: a1", "a: a2");
    }

    private void add(String... things) throws Exception {
        for (String thing : things) {
            harness.processElement(thing, 0);
        }
    }

    private List<String> batches() {
        return harness.extractOutputValues();
    }

    private static OneInputStreamOperatorTestHarness<String, String> harness(long longestWaitMillis) throws Exception {
        OneInputStreamOperatorTestHarness<String, String> made =
                new OneInputStreamOperatorTestHarness<>(new GatherOperator<>(new ByFirstLetter(longestWaitMillis)));
        made.open();
        made.setProcessingTime(0);
        return made;
    }

    /** Three things of the same first letter, or twenty bytes. */
    private record ByFirstLetter(long longestWaitMillis) implements Batching<String, String> {

        private static final long serialVersionUID = 1L;

        @Override
        public String key(String thing) {
            return thing.substring(0, 1);
        }

        @Override
        public long bytes(String thing) {
            return thing.length();
        }

        @Override
        public int most(String thing) {
            return 3;
        }

        @Override
        public long mostBytes() {
            return 20;
        }

        @Override
        public String batch(String key, List<String> things) {
            return key + ": " + String.join(" ", things);
        }
    }
}
