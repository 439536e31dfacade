package io.drey.job.kafka;

import io.drey.event.Topics;
import java.io.IOException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.header.Header;

/**
 * The jobs' sources and sinks on Kafka. Whatever {@link KafkaSettings#clientProperties} says of the clients goes before what is
 * set here.
 */
public final class KafkaEnds {

    /** So many raw records a poll: each poll costs the same, however few it brings. What is fetched bounds the memory. */
    private static final String RAW_RECORDS_A_POLL = "5000";

    private KafkaEnds() {}

    /** The records of all raw topics, new topics included. Without a checkpoint it goes on where offsets were committed. */
    public static RawRecordSource rawRecords(KafkaSettings settings, String groupId) {
        return new RawRecordSource(KafkaEnds.<RawRecord>source(settings, groupId, Topics.RAW)
                .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
                .setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, rawRecordsAPoll(settings))
                .setDeserializer(new RawRecordDeserializer())
                .build());
    }

    /**
     * The records of all events topics. Without a checkpoint it begins at the beginning, because windows and patterns
     * need what came before.
     */
    public static KafkaSource<byte[]> events(KafkaSettings settings, String groupId) {
        return values(settings, groupId, Topics.EVENTS);
    }

    /** The records of all alerts topics, from the beginning where there is no checkpoint: every target upserts. */
    public static KafkaSource<byte[]> alerts(KafkaSettings settings, String groupId) {
        return values(settings, groupId, Topics.ALERTS);
    }

    /** As {@link #alerts}, with the topic and position of each. */
    public static KafkaSource<RawRecord> alertRecords(KafkaSettings settings, String groupId) {
        return positioned(settings, groupId, Topics.ALERTS);
    }

    /** The records of all metrics topics, from the beginning where there is no checkpoint: points have versions. */
    public static KafkaSource<RawRecord> metricRecords(KafkaSettings settings, String groupId) {
        return positioned(settings, groupId, Topics.METRICS);
    }

    private static KafkaSource<RawRecord> positioned(KafkaSettings settings, String groupId, Pattern topics) {
        return KafkaEnds.<RawRecord>source(settings, groupId, topics)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new RawRecordDeserializer())
                .build();
    }

    /**
     * Writes at least once and at once, each partition in order. A topic that is not there is made: one tenant's missing
     * topic must not hold back the others' records.
     */
    public static KafkaSink<OutgoingRecord> records(KafkaSettings settings) {
        return KafkaSink.<OutgoingRecord>builder()
                .setBootstrapServers(settings.bootstrapServers())
                .setKafkaProducerConfig(producing(settings))
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(new OutgoingRecordSerializer(new MissingTopics(settings.properties())))
                .build();
    }

    /**
     * Writes lines to raw topics at least once, those of a source in order to one partition, with their positions: whoever reads
     * them knows those that come again. No transactions, as their markers would be holes between the offsets.
     */
    public static KafkaSink<OutgoingLine> lines(KafkaSettings settings) {
        return KafkaSink.<OutgoingLine>builder()
                .setBootstrapServers(settings.bootstrapServers())
                .setKafkaProducerConfig(producing(settings))
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(new OutgoingLineSerializer(new MissingTopics(settings.properties())))
                .build();
    }

    static String rawRecordsAPoll(KafkaSettings settings) {
        return settings.clientProperties().getOrDefault(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RAW_RECORDS_A_POLL);
    }

    /** How producers send. Batches of events wait in the job already, so they linger for a few milliseconds only. */
    static Properties producing(KafkaSettings settings) {
        Properties properties = settings.properties();
        properties.putIfAbsent(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        properties.putIfAbsent(ProducerConfig.ACKS_CONFIG, "all");
        properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "5");
        properties.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, "524288");
        properties.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "8388608");
        return properties;
    }

    private static KafkaSource<byte[]> values(KafkaSettings settings, String groupId, Pattern topics) {
        return KafkaEnds.<byte[]>source(settings, groupId, topics)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new ValueDeserializer())
                .build();
    }

    private static <T> KafkaSourceBuilder<T> source(KafkaSettings settings, String groupId, Pattern topics) {
        Properties properties = settings.properties();
        properties.put(
                "partition.discovery.interval.ms",
                Long.toString(settings.discoveryInterval().toMillis()));
        return KafkaSource.<T>builder()
                .setProperties(properties)
                .setBootstrapServers(settings.bootstrapServers())
                .setGroupId(groupId)
                .setClientIdPrefix(groupId)
                .setTopicPattern(topics);
    }

    static RawRecord rawRecord(ConsumerRecord<byte[], byte[]> record) {
        Optional<SentPosition> sent = SentPosition.of(record.headers().lastHeader(SentPosition.HEADER));
        Header path = record.headers().lastHeader(RawRecord.PATH_HEADER);
        return new RawRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.value(),
                sent.map(SentPosition::source).orElse(null),
                sent.map(SentPosition::position).orElse(0L),
                isPath(path) ? path.value() : null);
    }

    private static boolean isPath(Header header) {
        return header != null && header.value() != null && header.value().length <= RawRecord.LONGEST_PATH;
    }

    private static final class RawRecordDeserializer implements KafkaRecordDeserializationSchema<RawRecord> {

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) throws IOException {
            out.collect(rawRecord(record));
        }

        @Override
        public TypeInformation<RawRecord> getProducedType() {
            return TypeInformation.of(RawRecord.class);
        }
    }

    private static final class ValueDeserializer implements KafkaRecordDeserializationSchema<byte[]> {

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<byte[]> out) throws IOException {
            if (record.value() != null) {
                out.collect(record.value());
            }
        }

        @Override
        public TypeInformation<byte[]> getProducedType() {
            return PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
        }
    }
}
