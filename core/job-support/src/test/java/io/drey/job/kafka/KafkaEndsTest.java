package io.drey.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class KafkaEndsTest {

    @Test
    void producersSendLargeCompressedBatchesAndLoseNothingThatIsAcknowledged() {
        assertThat(KafkaEnds.producing(settings(Map.of())))
                .containsEntry("bootstrap.servers", "broker:9092")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("acks", "all")
                .containsEntry("compression.type", "lz4")
                .containsEntry("linger.ms", "5")
                .containsEntry("batch.size", "524288")
                .containsEntry("max.request.size", "8388608");
    }

    @Test
    void aReadOfRawRecordsBringsThousands() {
        assertThat(KafkaEnds.rawRecordsAPoll(settings(Map.of()))).isEqualTo("5000");
    }

    @Test
    void whatTheSettingsSayOfTheClientsGoesBefore() {
        KafkaSettings settings =
                settings(Map.of("kafka-properties", "linger.ms:50,max.poll.records:10,compression.type:zstd"));

        assertThat(KafkaEnds.producing(settings))
                .containsEntry("linger.ms", "50")
                .containsEntry("compression.type", "zstd")
                .containsEntry("batch.size", "524288");
        assertThat(KafkaEnds.rawRecordsAPoll(settings)).isEqualTo("10");
    }

    @Test
    void aRawRecordHasThePathThatItsSenderGives() {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("raw.acme.access", 3, 42, null, new byte[] {1});
        assertThat(KafkaEnds.rawRecord(record).path()).isNull();

        record.headers().add(RawRecord.PATH_HEADER, "s3://b/a.gz".getBytes(UTF_8));
        assertThat(KafkaEnds.rawRecord(record).path()).asString(UTF_8).isEqualTo("s3://b/a.gz");

        record.headers().add(RawRecord.PATH_HEADER, new byte[RawRecord.LONGEST_PATH + 1]);
        assertThat(KafkaEnds.rawRecord(record).path()).as("too long").isNull();
    }

    private static KafkaSettings settings(Map<String, String> more) {
        Configuration configuration = Configuration.fromMap(more);
        configuration.set(KafkaSettings.BOOTSTRAP_SERVERS, "broker:9092");
        return KafkaSettings.from(configuration);
    }
}
