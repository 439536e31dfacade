package io.drey.job.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;
import io.drey.job.kafka.OutgoingRecord;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Counting deliveries, from receipts to the ledger's topic. */
@SuppressWarnings("try") // closing may be interrupted
class DeliveryCountsTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;

    @Test
    void receiptsAreAddedUpByHourAndPartition() {
        DeliveredTally tally = new DeliveredTally();
        tally.add(receipt(0, 5, NOON));
        tally.add(receipt(0, 4, NOON + HOUR - 1));
        tally.add((Receipt) null);
        tally.add(receipt(1, 1, NOON));
        tally.add(receipt(0, 6, NOON + 1));
        tally.add(receipt(0, 7, NOON + HOUR));

        assertThat(tally.counts())
                .containsExactlyInAnyOrder(count(0, NOON, 3, 6), count(1, NOON, 1, 1), count(0, NOON + HOUR, 1, 7));
    }

    @Test
    void aCountSurvivesItsEncoding() {
        DeliveredCount count = count(3, NOON + 17, 9, 11);

        assertThat(DeliveredCount.decode(count.encode())).isEqualTo(count);
        assertThat(count.hourMillis()).isEqualTo(NOON);
        assertThat(count.key()).isEqualTo("acme/access/opensearch/%d/raw.acme.access/3".formatted(NOON / HOUR));
    }

    @Test
    void sumsAreWrittenOnceInAWhileAsLongAsTheyChangeAndForgottenInTheEnd() throws Exception {
        try (KeyedOneInputStreamOperatorTestHarness<String, DeliveredCount, OutgoingRecord> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new SumDelivered()), DeliveredCount::key, Types.STRING)) {
            harness.open();
            harness.setProcessingTime(NOON);
            harness.processElement(count(0, NOON, 2, 1), 0);
            harness.processElement(count(0, NOON, 3, 4), 0);
            harness.setProcessingTime(NOON + SumDelivered.PAUSE.toMillis());
            assertThat(harness.extractOutputValues()).singleElement().satisfies(record -> {
                assertThat(record.topic()).isEqualTo("ledger.acme");
                assertThat(DeliveredCount.decode(record.value())).isEqualTo(count(0, NOON, 5, 4));
            });

            long later = NOON + Duration.ofDays(13).toMillis();
            harness.setProcessingTime(later);
            harness.processElement(count(0, NOON, 1, 9), 0);
            harness.setProcessingTime(later + Duration.ofDays(2).toMillis());
            assertThat(harness.extractOutputValues()).hasSize(2);
            assertThat(DeliveredCount.decode(
                            harness.extractOutputValues().get(1).value()))
                    .isEqualTo(count(0, NOON, 6, 9));
            assertThat(harness.numKeyedStateEntries()).isPositive();

            harness.setProcessingTime(later + Duration.ofDays(16).toMillis());
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.extractOutputValues()).hasSize(2);
        }
    }

    @Test
    void whatASinkFlushesIsToldWhenTheCheckpointIsComplete() throws Exception {
        OperatorSubtaskState state;
        try (OneInputStreamOperatorTestHarness<Receipt, DeliveredCount> harness = counting()) {
            harness.open();
            harness.processElement(receipt(0, 1, NOON), 0);
            harness.processElement(receipt(0, 2, NOON), 0);
            state = harness.snapshot(1, 0);
            harness.processElement(receipt(0, 3, NOON), 0);
            assertThat(harness.extractOutputValues()).isEmpty();

            harness.notifyOfCompletedCheckpoint(1);

            assertThat(harness.extractOutputValues()).containsExactly(count(0, NOON, 2, 2));
            state = harness.snapshot(2, 0);
        }
        try (OneInputStreamOperatorTestHarness<Receipt, DeliveredCount> restored = counting()) {
            restored.initializeState(state);
            restored.open();
            restored.processElement(receipt(0, 4, NOON), 0);

            // What the checkpoint covered and was not told when the job failed.
            assertThat(restored.extractOutputValues()).containsExactly(count(0, NOON, 1, 3));
        }
    }

    @Test
    void aDeadLetterOfADeliverySaysWhereItWasToGo() {
        DeadLetter letter =
                DeadLetter.ofDelivery(ACCESS, "opensearch:logs-acme-2026.03/id", NOON, new byte[70_000], "no");

        OutgoingRecord record = DeadLetterEnd.record(letter);

        assertThat(record.topic()).isEqualTo("dead-letters.acme");
        DeadLetter read = DeadLetter.decode(record.value());
        assertThat(read.topic()).isEqualTo("opensearch:logs-acme-2026.03/id");
        assertThat(read.offset()).isEqualTo(-1);
        assertThat(read.raw()).hasSize(DeadLetterEnd.PREFIX_BYTES);
        assertThat(read.rawLength()).isEqualTo(70_000);
    }

    private static OneInputStreamOperatorTestHarness<Receipt, DeliveredCount> counting() throws Exception {
        return new OneInputStreamOperatorTestHarness<>(new CountFlushedOperator<Receipt>(receipt -> receipt));
    }

    private static Receipt receipt(int partition, long offset, long arrivedMillis) {
        return new Receipt(ACCESS, "opensearch", arrivedMillis, "raw.acme.access", partition, offset);
    }

    private static DeliveredCount count(int partition, long hour, long count, long highestOffset) {
        return new DeliveredCount(ACCESS, "opensearch", hour, "raw.acme.access", partition, count, highestOffset);
    }
}
