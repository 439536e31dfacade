package io.drey.job.clock;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.util.Collector;

/**
 * Sends each tick to every subtask behind the next shuffle, by keys that are made to belong to them.
 *
 * @param <P> the payload's type
 */
final class FanOutTicks<P> extends RichFlatMapFunction<Clocked<P>, Clocked<P>> {

    private final int maxParallelism;
    private final int parallelism;
    private transient String[] routes;

    FanOutTicks(int maxParallelism, int parallelism) {
        this.maxParallelism = maxParallelism;
        this.parallelism = parallelism;
    }

    @Override
    public void open(OpenContext openContext) {
        routes = new String[parallelism];
        int found = 0;
        for (int i = 0; found < parallelism; i++) {
            String route = "\u0000tick-" + i;
            int subtask = KeyGroupRangeAssignment.assignKeyToParallelOperator(route, maxParallelism, parallelism);
            if (routes[subtask] == null) {
                routes[subtask] = route;
                found++;
            }
        }
    }

    @Override
    public void flatMap(Clocked<P> element, Collector<Clocked<P>> out) {
        if (!element.isTick()) {
            out.collect(element);
            return;
        }
        for (String route : routes) {
            out.collect(Clocked.tick(element.tick(), route));
        }
    }
}
