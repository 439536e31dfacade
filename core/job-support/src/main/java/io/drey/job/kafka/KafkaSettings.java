package io.drey.job.kafka;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;

/**
 * How the jobs reach Kafka.
 *
 * @param bootstrapServers {@code host:port}, several with commas
 * @param discoveryInterval how often new topics and partitions are looked for
 * @param clientProperties further properties of Kafka's clients
 */
public record KafkaSettings(
        String bootstrapServers, Duration discoveryInterval, TreeMap<String, String> clientProperties)
        implements Serializable {

    public static final ConfigOption<String> BOOTSTRAP_SERVERS = ConfigOptions.key("kafka-bootstrap-servers")
            .stringType()
            .noDefaultValue()
            .withDescription("Kafka's brokers to begin with: host:port, several with commas.");

    public static final ConfigOption<Duration> DISCOVERY_INTERVAL = ConfigOptions.key("kafka-discovery-interval")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("How often new topics and partitions are looked for.");

    public static final ConfigOption<Map<String, String>> PROPERTIES = ConfigOptions.key("kafka-properties")
            .mapType()
            .defaultValue(Map.of())
            .withDescription("Further properties of Kafka's clients: key:value, several with commas.");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(BOOTSTRAP_SERVERS, DISCOVERY_INTERVAL, PROPERTIES);

    public KafkaSettings {
        requireNonNull(bootstrapServers, "bootstrapServers is null");
        requireNonNull(discoveryInterval, "discoveryInterval is null");
        requireNonNull(clientProperties, "clientProperties is null");
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException if the brokers are not given
     */
    public static KafkaSettings from(Configuration configuration) {
        String servers = configuration
                .getOptional(BOOTSTRAP_SERVERS)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'%s' is not set: give it as -D%s=host:port or in the file of --config"
                                .formatted(BOOTSTRAP_SERVERS.key(), BOOTSTRAP_SERVERS.key())));
        return new KafkaSettings(
                servers, configuration.get(DISCOVERY_INTERVAL), new TreeMap<>(configuration.get(PROPERTIES)));
    }

    /** The clients' properties, brokers included; a copy. */
    public Properties properties() {
        Properties properties = new Properties();
        properties.putAll(clientProperties);
        properties.put("bootstrap.servers", bootstrapServers);
        return properties;
    }
}
