package io.drey.job.kafka;

import static io.drey.testing.SettingsAssertions.assertEverySettingHasADefaultAndIsRead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {

    private static final Map<String, String> BROKERS = Map.of("kafka-bootstrap-servers", "broker:9092");

    @Test
    void everySettingHasADefaultAndIsRead() {
        assertEverySettingHasADefaultAndIsRead(
                KafkaSettings.OPTIONS,
                KafkaSettings::from,
                BROKERS,
                Map.of("kafka-discovery-interval", "1 min", "kafka-properties.acks", "1"));
    }

    @Test
    void looksForTopicsEveryTenSecondsUnlessToldOtherwise() {
        assertThat(KafkaSettings.from(Configuration.fromMap(BROKERS)))
                .isEqualTo(new KafkaSettings("broker:9092", Duration.ofSeconds(10), new TreeMap<>()));
    }

    @Test
    void givesClientsTheirFurtherProperties() {
        KafkaSettings settings = KafkaSettings.from(Configuration.fromMap(
                Map.of("kafka-bootstrap-servers", "broker:9092", "kafka-properties", "acks:1,client.id:drey")));

        assertThat(settings.properties())
                .containsOnly(
                        Map.entry("bootstrap.servers", "broker:9092"),
                        Map.entry("acks", "1"),
                        Map.entry("client.id", "drey"));
    }

    @Test
    void saysThatNoBrokerIsGiven() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KafkaSettings.from(new Configuration()))
                .withMessage(
                        "'kafka-bootstrap-servers' is not set: give it as -Dkafka-bootstrap-servers=host:port or in the file of --config");
    }
}
