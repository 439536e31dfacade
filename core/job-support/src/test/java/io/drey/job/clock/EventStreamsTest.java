package io.drey.job.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventBatchWriter;
import io.drey.event.EventBuilder;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.FixedDatasets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole way of an event through a consumer's first steps, on two subtasks. */
@SuppressWarnings("try") // closing may be interrupted
class EventStreamsTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final int OFFSETS = 5_000;
    private static final int KEYS = 7;

    /** How the records of a partition are written, and then written again after a restart of the writer. */
    enum Writing {
        VERSION_1(1, 1),
        BATCHES(64, 64),
        BATCHES_THAT_ARE_CUT_ELSEWHERE_AFTER_A_RESTART(64, 37),
        BATCHES_AFTER_AN_UPGRADE(1, 50),
        VERSION_1_AGAIN(64, 1);

        private final int size;
        private final int sizeAfterRestart;

        Writing(int size, int sizeAfterRestart) {
            this.size = size;
            this.sizeAfterRestart = sizeAfterRestart;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyKeySeesItsEventsOnceAndTheEnd(Writing writing) throws Exception {
        Configuration configuration = new Configuration();
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(2);

        DataStream<Clocked<LogEvent>> events = EventStreams.read(environment, source(writing), new FixedDatasets());
        DataStream<Clocked<Long>> offsets = events.flatMap(
                        (Clocked<LogEvent> element, Collector<Clocked<Long>> out) -> {
                            if (element.isTick()) {
                                out.collect(element.asTick());
                            } else {
                                out.collect(Clocked.payload(element.payload().offset()));
                            }
                        })
                .returns(new ClockedTypeInfo<>(Types.LONG));
        DataStream<String> sums = EventStreams.keyed(
                offsets, Types.LONG, o -> "key-" + o % KEYS, new CountUntilTheEnd(), Types.STRING, "count");

        List<String> results = new ArrayList<>();
        try (CloseableIterator<String> iterator = sums.executeAndCollect()) {
            iterator.forEachRemaining(results::add);
        }

        String[] expected = IntStream.range(0, KEYS)
                .mapToObj(key -> "key-" + key + "=" + 2 * ((OFFSETS - key + KEYS - 1) / KEYS))
                .toArray(String[]::new);
        assertThat(results).containsExactlyInAnyOrder(expected);
    }

    /** Two raw partitions, one a subtask; each position twice, as after a restart of the writer. */
    private static DataGeneratorSource<byte[]> source(Writing writing) {
        byte[][] even = records(writing, 0);
        byte[][] odd = records(writing, 1);
        GeneratorFunction<Long, byte[]> records =
                n -> n < even.length ? even[n.intValue()] : odd[n.intValue() - even.length];
        return new DataGeneratorSource<>(
                records, even.length + odd.length, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    private static byte[][] records(Writing writing, int partition) {
        List<byte[]> records = new ArrayList<>();
        write(records, partition, writing.size);
        records.add(new Heartbeat(ACCESS, "topic-id", partition, 1_000).encode());
        write(records, partition, writing.sizeAfterRestart);
        return records.toArray(byte[][]::new);
    }

    private static void write(List<byte[]> records, int partition, int size) {
        for (int offset = 0; offset < OFFSETS; offset += size) {
            LogEvent[] events = IntStream.range(offset, Math.min(OFFSETS, offset + size))
                    .mapToObj(each -> event(partition, each))
                    .toArray(LogEvent[]::new);
            records.add(size == 1 ? new LogEventCodec().encode(events[0]) : EventBatchWriter.record(events));
        }
    }

    private static LogEvent event(int partition, long offset) {
        EventBuilder event =
                new EventBuilder(ACCESS, "topic-id", "raw.acme.access", partition, offset, 0, 2_000_000, new byte[0]);
        event.timestampMicros(offset * 1_000_000);
        return event;
    }

    private static final class CountUntilTheEnd extends DatasetClockFunction<Long, String> {

        private transient ValueState<Long> count;

        @Override
        public void open(OpenContext openContext) {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
        }

        @Override
        public DatasetId datasetOf(Long payload) {
            return ACCESS;
        }

        @Override
        public void onElement(Long payload, Context<String> context) throws Exception {
            count.update(count.value() == null ? 1 : count.value() + 1);
            context.registerTimer(Long.MAX_VALUE - 1);
        }

        @Override
        public void onClock(long timerMillis, Context<String> context) throws Exception {
            context.collect(context.key() + "=" + count.value());
            count.clear();
        }
    }
}
