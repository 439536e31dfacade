package io.drey.job.clock;

import static java.util.Objects.requireNonNull;

import io.drey.event.DeadLetter;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.job.datasets.DatasetDirectory;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/**
 * The steps that every consumer of events has in common: reading with clocks, and functions that live by them.
 *
 * <pre>{@code
 * DataStream<Clocked<LogEvent>> events = EventStreams.read(env, KafkaEnds.events(settings, "my-job"), directory);
 * DataStream<Clocked<Visit>> visits = events.flatMap(new ToVisit()).returns(new ClockedTypeInfo<>(Types.POJO(Visit.class)));
 * EventStreams.keyed(visits, Types.POJO(Visit.class), Visit::key, new CountVisits(), Types.POJO(Count.class), "count-visits");
 * }</pre>
 */
public final class EventStreams {

    /** Events of a record that can be read in part only; their side output. */
    public static final OutputTag<DeadLetter> DAMAGED =
            new OutputTag<>("damaged-events", TypeInformation.of(DeadLetter.class));

    private static final int MAX_PARALLELISM = 128;

    private EventStreams() {}

    /**
     * Reads events topics: each event once, in the order of its raw partition, with its dataset's clock. Events whose bytes
     * are damaged are in the side output {@link #DAMAGED}.
     *
     * @param source the values of events topics' records
     */
    public static SingleOutputStreamOperator<Clocked<LogEvent>> read(
            StreamExecutionEnvironment environment, Source<byte[], ?, ?> source, DatasetDirectory directory) {
        return read(environment, source, new ReadEventsOperator(directory, null));
    }

    /**
     * As {@link #read(StreamExecutionEnvironment, Source, DatasetDirectory)}, only those events that have one of some fields, and
     * all of datasets that have {@linkplain DatasetDirectory#metrics metrics of the user's own}. Others move the clocks, too, and
     * cost next to nothing.
     */
    public static SingleOutputStreamOperator<Clocked<LogEvent>> readThoseWith(
            Set<Field> anyOf,
            StreamExecutionEnvironment environment,
            Source<byte[], ?, ?> source,
            DatasetDirectory directory) {
        return read(environment, source, new ReadEventsOperator(directory, requireNonNull(anyOf, "anyOf is null")));
    }

    private static SingleOutputStreamOperator<Clocked<LogEvent>> read(
            StreamExecutionEnvironment environment, Source<byte[], ?, ?> source, ReadEventsOperator reading) {
        return environment
                .fromSource(
                        source,
                        WatermarkStrategy.noWatermarks(),
                        "events",
                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO)
                .uid("events")
                .transform("read-events", new ClockedTypeInfo<>(LogEventTypeInfo.INSTANCE), reading)
                .uid("read-events");
    }

    /**
     * Applies a function by key and by the datasets' clocks.
     *
     * @param name the operator's name and uid
     */
    public static <P, OUT> SingleOutputStreamOperator<OUT> keyed(
            DataStream<Clocked<P>> elements,
            TypeInformation<P> payloadType,
            KeySelector<P, String> key,
            DatasetClockFunction<P, OUT> function,
            TypeInformation<OUT> resultType,
            String name) {
        int parallelism = elements.getExecutionEnvironment().getParallelism();
        return elements.flatMap(new FanOutTicks<P>(MAX_PARALLELISM, parallelism))
                .returns(new ClockedTypeInfo<>(payloadType))
                .name("ticks-to-" + name)
                .uid("ticks-to-" + name)
                .keyBy(element -> element.isTick() ? element.route() : key.getKey(element.payload()), Types.STRING)
                .transform(name, resultType, new DatasetClockOperator<>(function))
                .uid(name)
                .setParallelism(parallelism)
                .setMaxParallelism(MAX_PARALLELISM);
    }
}
