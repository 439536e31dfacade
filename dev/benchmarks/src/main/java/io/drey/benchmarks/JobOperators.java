package io.drey.benchmarks;

import io.drey.event.DatasetId;
import io.drey.event.LogEvent;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.job.clock.ClockTick;
import io.drey.job.clock.Clocked;
import io.drey.job.clock.ClockedTypeInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** A job's operators, taken out of its topology as that builds them, to be driven by hand: on state of the heap, without a cluster. */
@SuppressWarnings("unchecked") // a transformation does not say what its operator takes
final class JobOperators {

    private final Map<String, OneInputTransformation<?, ?>> byName = new HashMap<>();

    /** Those that a stream comes from. */
    JobOperators(DataStream<?> end) {
        for (Transformation<?> each : end.getTransformation().getTransitivePredecessors()) {
            if (each instanceof OneInputTransformation<?, ?> operator) {
                byName.put(operator.getName(), operator);
            }
        }
    }

    /** What a topology may begin with that nothing comes through. */
    static DataStream<Clocked<LogEvent>> noEvents(DatasetId dataset) {
        return StreamExecutionEnvironment.getExecutionEnvironment()
                .fromData(
                        List.of(Clocked.tick(new ClockTick(dataset.tenant(), dataset.dataset(), 0, 0, false))),
                        new ClockedTypeInfo<>(LogEventTypeInfo.INSTANCE));
    }

    /** How what an operator gives is written. */
    <T> TypeSerializer<T> output(String name) {
        return (TypeSerializer<T>) byName.get(name).getOutputType().createSerializer(new SerializerConfigImpl());
    }

    /** One that takes events, open. */
    <T> OneInputStreamOperatorTestHarness<Clocked<LogEvent>, T> ofEvents(String name) throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<>(
                (OneInputStreamOperator<Clocked<LogEvent>, T>) operator(name),
                new ClockedTypeInfo<>(LogEventTypeInfo.INSTANCE).createSerializer(new SerializerConfigImpl()));
        harness.setup(output(name));
        harness.open();
        return harness;
    }

    /** One that has state by key, open. */
    <T> KeyedOneInputStreamOperatorTestHarness<String, Object, T> keyed(String name) throws Exception {
        KeySelector<Object, String> keys =
                (KeySelector<Object, String>) byName.get(name).getStateKeySelector();
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                (OneInputStreamOperator<Object, T>) operator(name),
                element -> ((Clocked<?>) element).isTick() ? "" : keys.getKey(element),
                Types.STRING);
        harness.setup(output(name));
        harness.open();
        return harness;
    }

    private Object operator(String name) {
        return ((SimpleOperatorFactory<?>) byName.get(name).getOperatorFactory()).getOperator();
    }
}
