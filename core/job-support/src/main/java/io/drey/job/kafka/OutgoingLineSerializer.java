package io.drey.job.kafka;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Hands lines to the producer, those of a source to one partition and each with its position. */
final class OutgoingLineSerializer implements KafkaRecordSerializationSchema<OutgoingLine> {

    private final MissingTopics missingTopics;

    OutgoingLineSerializer(MissingTopics missingTopics) {
        this.missingTopics = missingTopics;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(OutgoingLine element, KafkaSinkContext context, Long timestamp) {
        missingTopics.require(element.topic());
        int partitions = context.getPartitionsForTopic(element.topic()).length;
        int partition = Math.floorMod(element.source().hashCode(), partitions);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(element.topic(), partition, null, element.value());
        record.headers().add(SentPosition.HEADER, new SentPosition(element.source(), element.position()).encode());
        record.headers().add(RawRecord.PATH_HEADER, element.path());
        return record;
    }
}
