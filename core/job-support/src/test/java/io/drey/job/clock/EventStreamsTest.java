package io.drey.job.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
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
import org.junit.jupiter.api.Test;

/** The whole way of an event through a consumer's first steps, on two subtasks. */
@SuppressWarnings("try") // closing may be interrupted
class EventStreamsTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final int OFFSETS = 5_000;
    private static final int KEYS = 7;

    @Test
    void everyKeySeesItsEventsOnceAndTheEnd() throws Exception {
        Configuration configuration = new Configuration();
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(2);

        DataStream<Clocked<LogEvent>> events = EventStreams.read(environment, source(), new FixedDatasets());
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
    private static DataGeneratorSource<byte[]> source() {
        GeneratorFunction<Long, byte[]> records = n -> {
            int partition = (int) (n / (2 * OFFSETS));
            long offset = n % OFFSETS;
            if (n % (2 * OFFSETS) == OFFSETS) {
                return new Heartbeat(ACCESS, "topic-id", partition, 1_000).encode();
            }
            LogEvent event =
                    new LogEvent(ACCESS, "topic-id", "raw.acme.access", partition, offset, 0, 2_000_000, new byte[0]);
            event.timestampMicros(offset * 1_000_000);
            return new LogEventCodec().encode(event);
        };
        return new DataGeneratorSource<>(records, 4L * OFFSETS, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
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
