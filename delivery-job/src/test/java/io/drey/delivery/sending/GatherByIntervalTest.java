package io.drey.delivery.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.job.delivery.Receipt;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatherByIntervalTest {

    private static final long BEGINNING = 1_000_000;
    private static final long FIRST_WAIT = GatherByInterval.FIRST_WAIT.toMillis();
    private static final long INTERVAL = 300_000;

    private final TestingTargets targets = new TestingTargets();
    private KeyedOneInputStreamOperatorTestHarness<String, Parcel, ParcelBatch> harness;

    @BeforeEach
    void open() throws Exception {
        targets.set("type: mail\naddress: 127.0.0.1:25\nfrom: a@b\nto: [c@d]\ninterval: 5m");
        harness = harness();
        harness.open();
        harness.setProcessingTime(BEGINNING);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void theFirstGoesAtOnceAndABurstBehindItIsOneBatch() throws Exception {
        add(0, 2);
        harness.setProcessingTime(BEGINNING + FIRST_WAIT);
        assertThat(sizes()).containsExactly(2);

        add(2, 5_000);
        harness.setProcessingTime(BEGINNING + FIRST_WAIT + INTERVAL - 1);
        assertThat(sizes()).containsExactly(2);
        harness.setProcessingTime(BEGINNING + FIRST_WAIT + INTERVAL);

        assertThat(sizes()).containsExactly(2, 4_998);
    }

    @Test
    void afterAnIntervalInWhichNothingCameNoStateIsLeftAndTheNextGoesAtOnce() throws Exception {
        add(0, 1);
        harness.setProcessingTime(BEGINNING + FIRST_WAIT);
        harness.setProcessingTime(BEGINNING + FIRST_WAIT + INTERVAL);
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
        assertThat(harness.numProcessingTimeTimers()).isZero();

        add(1, 2);
        harness.setProcessingTime(BEGINNING + FIRST_WAIT + INTERVAL + FIRST_WAIT);
        assertThat(sizes()).containsExactly(1, 1);
    }

    @Test
    void aFloodIsPassedOnBeforeItFillsTheMemory() throws Exception {
        add(0, 2 * GatherByInterval.MOST + 1);
        harness.setProcessingTime(BEGINNING + FIRST_WAIT);

        assertThat(sizes()).containsExactly(GatherByInterval.MOST, GatherByInterval.MOST, 1);
    }

    @Test
    void whatIsGatheredOutlivesARestart() throws Exception {
        add(0, 1);
        harness.setProcessingTime(BEGINNING + FIRST_WAIT);
        add(1, 4);
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();

        harness = harness();
        harness.initializeState(state);
        harness.open();
        harness.setProcessingTime(BEGINNING + FIRST_WAIT + INTERVAL);

        assertThat(sizes()).containsExactly(3);
    }

    @Test
    void atTheEndOfInputItGoes() throws Exception {
        add(0, 3);
        harness.processWatermark(Watermark.MAX_WATERMARK);

        assertThat(sizes()).containsExactly(3);
    }

    private KeyedOneInputStreamOperatorTestHarness<String, Parcel, ParcelBatch> harness() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new GatherByInterval(targets)), Parcel::target, Types.STRING);
    }

    private void add(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            harness.processElement(
                    new Parcel(
                            "acme/soc",
                            "id-" + i,
                            new byte[0],
                            20,
                            new Receipt(new DatasetId("acme", "access"), "mail:soc", 0, "alerts.acme", 0, i)),
                    0);
        }
    }

    private List<Integer> sizes() {
        return harness.extractOutputValues().stream()
                .map(batch -> batch.parcels().length)
                .toList();
    }
}
