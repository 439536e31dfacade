package io.drey.lake.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Alert;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.runtime.operators.sink.CommitterOperatorFactory;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.WriteResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink's three operators in Flink's harness, on a table of its own, so that a checkpoint can be aborted between. */
class CommitPerCheckpointIT {

    @TempDir
    private Path folder;

    @Test
    void keepsOneRowOfAnAlertThatCameAgainAfterAnAbortedCheckpoint() throws Exception {
        LakeSettings settings = LakeSettings.inFolder(folder.toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
        commit(new LakeSinks(settings).alertSink());

        try (Lake lake = Lake.open(settings);
                CloseableIterable<Record> rows =
                        IcebergGenerics.read(lake.table(LakeTable.ALERTS)).build()) {
            assertThat(rows)
                    .extracting(row -> row.getField("id") + " " + row.getField("reason"))
                    .containsExactly("a1 second");
            assertThat(lake.table(LakeTable.ALERTS).snapshots())
                    .extracting(snapshot -> snapshot.summary().get("flink.max-committed-checkpoint-id"))
                    .containsExactly("1", "2");
        }
    }

    @SuppressWarnings("try") // closing may throw InterruptedException, which ends the test
    private static <C> void commit(LakeSink<C> sink) throws Exception {
        try (var writer = harness(new SinkWriterOperatorFactory<RowData, WriteResult>(sink));
                var aggregator = new OneInputStreamOperatorTestHarness<>(sink.commitPerCheckpoint());
                var committer = harness(new CommitterOperatorFactory<C>(sink, false, true))) {
            writer.open();
            aggregator.open();
            committer.open();

            write(writer, Samples.alert("a1", "first"), 1);
            write(writer, Samples.alert("a1", "second"), 2);
            for (CommittableMessage<WriteResult> result : List.copyOf(writer.extractOutputValues())) {
                aggregator.processElement(result, 0);
            }
            aggregator.prepareSnapshotPreBarrier(2);
            for (CommittableMessage<C> committable : List.copyOf(aggregator.extractOutputValues())) {
                committer.processElement(committable, 0);
            }
            committer.snapshot(2, 0);
            committer.notifyOfCompletedCheckpoint(2);
        }
    }

    private static void write(OneInputStreamOperatorTestHarness<RowData, ?> writer, Alert alert, long checkpoint)
            throws Exception {
        writer.processElement(new AlertRows().map(alert), 0);
        writer.prepareSnapshotPreBarrier(checkpoint);
    }

    private static <I, O> OneInputStreamOperatorTestHarness<I, O> harness(OneInputStreamOperatorFactory<I, O> factory)
            throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                factory, MockEnvironment.builder().build());
    }
}
