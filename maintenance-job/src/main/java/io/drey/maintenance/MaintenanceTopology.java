package io.drey.maintenance;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Ticks in, nothing out: each table has a stream of its own, in which it is looked after. */
final class MaintenanceTopology {

    private MaintenanceTopology() {}

    /**
     * How a table is looked after.
     *
     * @param table the table's name, which is part of names and uids
     * @param function compacts and expires it when a tick comes and that is due
     * @param orphans attaches what removes its orphan files
     */
    record Care(String table, MaintainTable function, Consumer<StreamExecutionEnvironment> orphans) {

        Care {
            requireNonNull(table, "table is null");
            requireNonNull(function, "function is null");
            requireNonNull(orphans, "orphans is null");
        }
    }

    static void build(StreamExecutionEnvironment environment, Duration tick, List<Care> tables) {
        for (Care care : tables) {
            String name = care.table();
            environment
                    .fromSource(new Ticks(tick), WatermarkStrategy.noWatermarks(), "ticks for " + name)
                    .uid("maintenance-ticks-" + name)
                    .process(care.function())
                    .returns(Types.LONG)
                    .uid("maintenance-" + name)
                    .name("compact and expire " + name)
                    .sinkTo(new DiscardingSink<>())
                    .uid("maintenance-end-" + name)
                    .name("end of " + name);
            care.orphans().accept(environment);
        }
    }
}
