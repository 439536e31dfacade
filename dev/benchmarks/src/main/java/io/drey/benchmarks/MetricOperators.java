package io.drey.benchmarks;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.metric.MetricPoint;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.job.clock.ClockTick;
import io.drey.job.clock.Clocked;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.job.datasets.FixedDatasets;
import io.drey.metrics.AggregationSettings;
import io.drey.metrics.AggregationTopology;
import io.drey.metrics.MetricDocuments;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * Ours: lines are parsed, counted and merged by the job's operators, on keyed state of the heap, without a cluster, into documents of
 * all metrics that come along and of windows of all lengths. What is sent from one operator to the other is serialized.
 */
final class MetricOperators implements Contender {

    private static final DatasetId DATASET = new DatasetId("bench", "access");
    private static final int WINDOW_SECONDS = 10;

    private final ToLongFunction<WindowSums> answer;
    private final LineParser parser = Formats.parser("combined");
    private final MetricDocuments documents = new MetricDocuments();
    private Lines lines;
    private OneInputStreamOperatorTestHarness<Clocked<LogEvent>, Object> count;
    private KeyedOneInputStreamOperatorTestHarness<String, Object, MetricPoint> merge;
    private Shuffle<Object> shuffle;
    /** Before the arrival of all: what lies after it is suspect, and counts as late. */
    private long beginMillis = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();

    private long written;

    /** @param answer which of what was counted is compared */
    MetricOperators(ToLongFunction<WindowSums> answer) {
        this.answer = answer;
    }

    @Override
    public void prepare(Path input, int wanted) throws IOException {
        lines = Lines.read(input, wanted);
        try {
            open();
        } catch (Exception e) {
            throw new IllegalStateException("the job's operators did not open", e);
        }
    }

    private void open() throws Exception {
        DatasetDirectory directory = new FixedDatasets(DatasetDocument.live(DATASET, "combined"));
        JobOperators operators = new JobOperators(AggregationTopology.metrics(
                JobOperators.noEvents(DATASET), directory, AggregationSettings.from(new Configuration())));
        shuffle = new Shuffle<>(operators.output("count-in-windows"));
        count = operators.ofEvents("count-in-windows");
        merge = operators.keyed("metric-windows");
    }

    @Override
    public void pass() {
        run(lines.count(), point -> {
            written += documents.map(point).json().length;
        });
    }

    @Override
    public long answer(int compared) {
        WindowSums sums = new WindowSums();
        run(compared, point -> add(point, sums));
        return answer.applyAsLong(sums);
    }

    private static void add(MetricPoint point, WindowSums sums) {
        if (point.window().seconds() != WINDOW_SECONDS) {
            return;
        }
        WindowSums.Window window = sums.window(Long.toString(point.window().startMillis()));
        switch (point.attributeType()) {
            case "total" -> {
                if (point.metric().equals("requests")) {
                    window.requests(point.amount());
                } else if (point.metric().equals("bytes")) {
                    window.bytes(point.amount());
                }
            }
            case "status" -> {
                if (point.isPlace()) {
                    window.status(point.attributeValue(), point.amount());
                }
            }
            case "ip" -> {
                if (point.isPlace()) {
                    window.caller(point.rank(), point.amount());
                }
            }
            default -> {
                // Of the others nobody else knows.
            }
        }
    }

    /** Each time a day later, since a dataset's clock does not go back. */
    private void run(int wanted, Consumer<MetricPoint> points) {
        long dayMillis = Duration.ofDays(1).toMillis();
        beginMillis += dayMillis;
        long now = Long.MIN_VALUE;
        try {
            for (int i = 0; i < wanted; i++) {
                EventBuilder event = Request.parsed(parser, i, lines.record(i));
                long millis = event.timestampMillis() % dayMillis + beginMillis;
                if (millis != now) {
                    now = millis;
                    clock(now - SequenceContest.REORDER_MILLIS, points);
                }
                event.timestampMicros(millis * 1_000);
                count.processElement(new StreamRecord<>(Clocked.payload(event)));
                send(points);
            }
            // The last windows close; those of an hour and a day do when the next day begins.
            clock(now + Duration.ofMinutes(1).toMillis(), points);
        } catch (Exception e) {
            throw new IllegalStateException("the job's operators failed", e);
        }
    }

    private void clock(long millis, Consumer<MetricPoint> points) throws Exception {
        count.processElement(
                new StreamRecord<>(Clocked.tick(new ClockTick(DATASET.tenant(), DATASET.dataset(), 0, millis, false))));
        send(points);
    }

    private void send(Consumer<MetricPoint> points) throws Exception {
        Queue<Object> counted = count.getOutput();
        for (Object record = counted.poll(); record != null; record = counted.poll()) {
            merge.processElement(new StreamRecord<>(shuffle.send(((StreamRecord<?>) record).getValue())));
        }
        if (!merge.getOutput().isEmpty()) {
            merge.extractOutputValues().forEach(points);
            merge.getOutput().clear();
        }
    }
}
