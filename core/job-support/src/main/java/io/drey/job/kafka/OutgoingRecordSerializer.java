package io.drey.job.kafka;

import io.drey.event.Topics;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Hands records to the producer, each to the partition it names or its hash does. */
final class OutgoingRecordSerializer implements KafkaRecordSerializationSchema<OutgoingRecord> {

    private final MissingTopics missingTopics;

    OutgoingRecordSerializer(MissingTopics missingTopics) {
        this.missingTopics = missingTopics;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(OutgoingRecord element, KafkaSinkContext context, Long timestamp) {
        missingTopics.require(element.topic());
        return new ProducerRecord<>(element.topic(), partition(element, context), element.key(), element.value());
    }

    private static int partition(OutgoingRecord element, KafkaSinkContext context) {
        if (Topics.EVENTS.matcher(element.topic()).matches()) {
            return element.partitionHash();
        }
        return Math.floorMod(element.partitionHash(), context.getPartitionsForTopic(element.topic()).length);
    }
}
