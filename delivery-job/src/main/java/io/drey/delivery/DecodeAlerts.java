package io.drey.delivery;

import io.drey.event.Alert;
import io.drey.job.opensearch.SearchDocument;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Decodes the values of alerts topics. What is no alert goes to {@link #UNREADABLE}, bytes and reason included. */
final class DecodeAlerts extends ProcessFunction<byte[], Alert> {

    static final OutputTag<SearchDocument> UNREADABLE =
            new OutputTag<>("unreadable", TypeInformation.of(SearchDocument.class));

    @Override
    public void processElement(byte[] value, Context context, Collector<Alert> out) {
        Alert alert;
        try {
            alert = Alert.decode(value);
        } catch (IllegalArgumentException e) {
            context.output(
                    UNREADABLE,
                    AlertDocument.ofUnreadable(
                            value, e.getMessage(), context.timerService().currentProcessingTime()));
            return;
        }
        out.collect(alert);
    }
}
