package io.drey.collect;

import io.drey.job.kafka.OutgoingLine;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Lines of files to raw topics. One chain. */
final class CollectTopology {

    private CollectTopology() {}

    static void build(
            StreamExecutionEnvironment environment, Source<OutgoingLine, ?, ?> files, Sink<OutgoingLine> lines) {
        environment
                .fromSource(
                        files,
                        WatermarkStrategy.noWatermarks(),
                        "collect-files",
                        TypeInformation.of(OutgoingLine.class))
                .uid("collect-files")
                .sinkTo(lines)
                .name("raw-topics")
                .uid("raw-topics");
    }
}
