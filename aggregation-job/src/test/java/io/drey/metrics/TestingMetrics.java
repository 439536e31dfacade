package io.drey.metrics;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.LogEvent;
import io.drey.event.metric.MetricPoint;
import io.drey.job.JobEnvironment;
import io.drey.job.clock.ClockTick;
import io.drey.job.clock.Clocked;
import io.drey.job.clock.ClockedTypeInfo;
import io.drey.job.clock.EventStreams;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.job.datasets.FixedDatasets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** The topology's operators, driven by hand: some readers, all windows behind them, and the clocks said by the test. */
@SuppressWarnings("try") // closing a harness may be interrupted
final class TestingMetrics implements AutoCloseable {

    private final DatasetId datasetId;
    private final List<OneInputStreamOperatorTestHarness<Clocked<LogEvent>, Clocked<PartialCounts>>> readers =
            new ArrayList<>();
    private final KeyedOneInputStreamOperatorTestHarness<String, Clocked<PartialCounts>, MetricPoint> windows;
    private final TestingIndex index;
    private long firings;
    private long largestPartial;

    TestingMetrics(
            DatasetDocument dataset,
            AggregationSettings settings,
            int readerCount,
            OperatorSubtaskState restored,
            TestingIndex index)
            throws Exception {
        this(dataset.id(), new FixedDatasets(dataset), settings, readerCount, restored, index);
    }

    TestingMetrics(
            DatasetId datasetId,
            DatasetDirectory directory,
            AggregationSettings settings,
            int readerCount,
            OperatorSubtaskState restored,
            TestingIndex index)
            throws Exception {
        this.datasetId = datasetId;
        this.index = index;
        for (int i = 0; i < readerCount; i++) {
            var reader = new OneInputStreamOperatorTestHarness<>(new CountInWindowsOperator(settings, directory));
            reader.setup(new ClockedTypeInfo<>(TypeInformation.of(PartialCounts.class))
                    .createSerializer(reader.getExecutionConfig().getSerializerConfig()));
            reader.open();
            readers.add(reader);
        }
        windows = windows(directory, settings);
        windows.setup(TypeInformation.of(MetricPoint.class)
                .createSerializer(windows.getExecutionConfig().getSerializerConfig()));
        if (restored != null) {
            windows.initializeState(restored);
        }
        windows.open();
    }

    /** The operator of the topology itself, as it is wired there. */
    @SuppressWarnings("unchecked") // a transformation's types are its stream's
    private static KeyedOneInputStreamOperatorTestHarness<String, Clocked<PartialCounts>, MetricPoint> windows(
            DatasetDirectory directory, AggregationSettings settings) throws Exception {
        StreamExecutionEnvironment environment = JobEnvironment.create(new Configuration());
        DataStream<MetricPoint> points = AggregationTopology.metrics(
                EventStreams.read(
                        environment,
                        new DataGeneratorSource<>(
                                n -> new byte[0], 0, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO),
                        directory),
                directory,
                settings);
        var transformation = (OneInputTransformation<Clocked<PartialCounts>, MetricPoint>) points.getTransformation();
        return new KeyedOneInputStreamOperatorTestHarness<>(
                (SimpleOperatorFactory<MetricPoint>) transformation.getOperatorFactory(),
                element -> element.isTick() ? "any" : element.payload().key(),
                Types.STRING);
    }

    void read(int reader, LogEvent event) throws Exception {
        readers.get(reader).processElement(Clocked.payload(event), 0);
        forward(reader);
    }

    void tick(int reader, long clockMillis) throws Exception {
        readers.get(reader)
                .processElement(
                        Clocked.tick(
                                new ClockTick(datasetId.tenant(), datasetId.dataset(), reader, clockMillis, false)),
                        0);
        forward(reader);
    }

    OperatorSubtaskState snapshot(long checkpoint) throws Exception {
        for (int i = 0; i < readers.size(); i++) {
            readers.get(i).prepareSnapshotPreBarrier(checkpoint);
            forward(i);
        }
        return windows.snapshot(checkpoint, checkpoint);
    }

    void endInput() throws Exception {
        for (int i = 0; i < readers.size(); i++) {
            readers.get(i).endInput();
            forward(i);
        }
        windows.endInput();
        collect();
    }

    /** How many points were emitted so far, corrections included. */
    long firings() {
        return firings;
    }

    /** The bytes of the most that a reader passed on of one list. */
    long largestPartial() {
        return largestPartial;
    }

    int stateEntries() {
        return windows.numKeyedStateEntries();
    }

    private void forward(int reader) throws Exception {
        for (Clocked<PartialCounts> element : readers.get(reader).extractOutputValues()) {
            if (!element.isTick()) {
                largestPartial = Math.max(largestPartial, element.payload().counts().length);
            }
            windows.processElement(element, 0);
        }
        readers.get(reader).getOutput().clear();
        collect();
    }

    private void collect() {
        windows.extractOutputValues().forEach(index::write);
        firings += windows.getOutput().size();
        windows.getOutput().clear();
    }

    @Override
    public void close() throws Exception {
        for (var reader : readers) {
            reader.close();
        }
        windows.close();
    }
}
