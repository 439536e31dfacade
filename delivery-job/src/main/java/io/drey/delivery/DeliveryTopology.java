package io.drey.delivery;

import io.drey.event.Alert;
import io.drey.job.opensearch.SearchDocument;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Alerts in; documents and rows of them out. */
public final class DeliveryTopology {

    private DeliveryTopology() {}

    /**
     * Adds the topology to an environment.
     *
     * @param source the values of alerts topics' records
     * @param documents where alerts go as documents, and what stood in the topic and is no alert
     * @param alerts where alerts go as they are
     */
    public static void build(
            StreamExecutionEnvironment environment,
            Source<byte[], ?, ?> source,
            Consumer<DataStream<SearchDocument>> documents,
            Consumer<DataStream<Alert>> alerts) {
        SingleOutputStreamOperator<Alert> read = environment
                .fromSource(
                        source,
                        WatermarkStrategy.noWatermarks(),
                        "alerts",
                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO)
                .uid("alerts")
                .process(new DecodeAlerts())
                .returns(TypeInformation.of(Alert.class))
                .name("decode-alerts")
                .uid("decode-alerts");
        DataStream<SearchDocument> ofAlerts = read.map(AlertDocument::of)
                .returns(TypeInformation.of(SearchDocument.class))
                .name("alert-documents")
                .uid("alert-documents");
        documents.accept(ofAlerts.union(read.getSideOutput(DecodeAlerts.UNREADABLE)));
        alerts.accept(read);
    }
}
