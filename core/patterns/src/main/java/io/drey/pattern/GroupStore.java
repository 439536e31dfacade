package io.drey.pattern;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.api.common.state.AggregatingState;
import org.apache.flink.api.common.state.AggregatingStateDescriptor;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReducingState;
import org.apache.flink.api.common.state.ReducingStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/** Flink's keyed state of one group at a time, in plain maps that the group keeps itself. */
final class GroupStore implements KeyedStateStore {

    private final Map<String, Swapped<?, ?>> states = new HashMap<>();

    /** From now on state is that of a group: its maps by the names of the states. */
    void of(Function<String, Map<?, ?>> maps) {
        states.forEach((name, state) -> state.of(maps.apply(name)));
    }

    @Override
    public <K, V> MapState<K, V> getMapState(MapStateDescriptor<K, V> descriptor) {
        Swapped<K, V> state = new Swapped<>();
        states.put(descriptor.getName(), state);
        return state;
    }

    @Override
    public <T> ValueState<T> getState(ValueStateDescriptor<T> descriptor) {
        throw unknown(descriptor.getName());
    }

    @Override
    public <T> ListState<T> getListState(ListStateDescriptor<T> descriptor) {
        throw unknown(descriptor.getName());
    }

    @Override
    public <T> ReducingState<T> getReducingState(ReducingStateDescriptor<T> descriptor) {
        throw unknown(descriptor.getName());
    }

    @Override
    public <I, A, O> AggregatingState<I, O> getAggregatingState(AggregatingStateDescriptor<I, A, O> descriptor) {
        throw unknown(descriptor.getName());
    }

    private static UnsupportedOperationException unknown(String name) {
        return new UnsupportedOperationException(
                "flink-cep asks for state '%s', which it did not in 1.20: host it, too".formatted(name));
    }

    private static final class Swapped<K, V> implements MapState<K, V> {

        private Map<K, V> map = new HashMap<>();

        @SuppressWarnings("unchecked") // a name stands for one kind of map
        private void of(Map<?, ?> other) {
            map = (Map<K, V>) other;
        }

        @Override
        public V get(K key) {
            return map.get(key);
        }

        @Override
        public void put(K key, V value) {
            map.put(key, value);
        }

        @Override
        public void putAll(Map<K, V> others) {
            map.putAll(others);
        }

        @Override
        public void remove(K key) {
            map.remove(key);
        }

        @Override
        public boolean contains(K key) {
            return map.containsKey(key);
        }

        @Override
        public Iterable<Map.Entry<K, V>> entries() {
            return map.entrySet();
        }

        @Override
        public Iterable<K> keys() {
            return map.keySet();
        }

        @Override
        public Iterable<V> values() {
            return map.values();
        }

        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            return map.entrySet().iterator();
        }

        @Override
        public boolean isEmpty() {
            return map.isEmpty();
        }

        @Override
        public void clear() {
            map.clear();
        }
    }
}
