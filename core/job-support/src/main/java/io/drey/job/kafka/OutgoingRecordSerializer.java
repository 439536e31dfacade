package io.drey.job.kafka;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Hands records to the producer, each to the partition its hash names. */
final class OutgoingRecordSerializer implements KafkaRecordSerializationSchema<OutgoingRecord> {

    private final MissingTopics missingTopics;

    OutgoingRecordSerializer(MissingTopics missingTopics) {
        this.missingTopics = missingTopics;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(OutgoingRecord element, KafkaSinkContext context, Long timestamp) {
        missingTopics.require(element.topic());
        int partitions = context.getPartitionsForTopic(element.topic()).length;
        int partition = Math.floorMod(element.partitionHash(), partitions);
        return new ProducerRecord<>(element.topic(), partition, element.key(), element.value());
    }
}
