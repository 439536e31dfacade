package io.drey.lake.row;

import io.drey.event.LogEvent;
import org.apache.flink.table.data.StringData;

/** What all events of a raw topic have in common, ready to be written. */
final class Origin {

    private final String topicId;
    private final String tenantName;
    private final String datasetName;
    private final StringData tenant;
    private final StringData dataset;
    private final StringData rawTopicId;
    private final StringData rawTopic;

    Origin(LogEvent event) {
        topicId = event.topicId();
        tenantName = event.datasetId().tenant();
        datasetName = event.datasetId().dataset();
        tenant = new ConstantText(tenantName);
        dataset = new ConstantText(datasetName);
        rawTopicId = new ConstantText(topicId);
        rawTopic = new ConstantText(event.topic());
    }

    boolean isOf(LogEvent event) {
        return topicId.equals(event.topicId())
                && datasetName.equals(event.datasetId().dataset())
                && tenantName.equals(event.datasetId().tenant());
    }

    StringData tenant() {
        return tenant;
    }

    StringData dataset() {
        return dataset;
    }

    StringData rawTopicId() {
        return rawTopicId;
    }

    StringData rawTopic() {
        return rawTopic;
    }
}
