package io.drey.delivery.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.TargetDocument;
import io.drey.job.sending.Sending;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of another Kafka; records are keyed by id. */
final class KafkaProtocol implements Protocol {

    static final KafkaProtocol INSTANCE = new KafkaProtocol();

    private KafkaProtocol() {}

    @Override
    public TargetClient open(TargetDocument target, String secret, Executor executor, Clock clock) {
        return new Client(target, secret);
    }

    private static final class Client implements TargetClient {

        private final TargetDocument target;
        private final KafkaProducer<byte[], byte[]> producer;

        // Sending blocks while the brokers are not known.
        private final ExecutorService executor;

        Client(TargetDocument target, String secret) {
            this.target = target;
            this.producer = new KafkaProducer<>(
                    properties(target, secret), new ByteArraySerializer(), new ByteArraySerializer());
            this.executor = Sending.thread("kafka-" + target.key());
        }

        static Properties properties(TargetDocument target, String secret) {
            Properties properties = new Properties();
            properties.put("bootstrap.servers", target.address());
            properties.put("client.id", "drey-" + target.tenant() + "-" + target.name());
            properties.put("acks", "all");
            properties.put("enable.idempotence", "true");
            properties.put("compression.type", "lz4");
            properties.put("linger.ms", "20");
            properties.put("max.block.ms", "10000");
            properties.put("request.timeout.ms", "15000");
            properties.put("delivery.timeout.ms", "30000");
            properties.put("security.protocol", protocol(target));
            if (!target.certificateAuthority().isEmpty()) {
                properties.put("ssl.truststore.type", "PEM");
                properties.put("ssl.truststore.certificates", target.certificateAuthority());
            }
            if (!target.user().isEmpty()) {
                properties.put("sasl.mechanism", "SCRAM-SHA-512");
                properties.put(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=%s password=%s;"
                                .formatted(quoted(target.user()), quoted(secret)));
            }
            return properties;
        }

        private static String protocol(TargetDocument target) {
            if (!target.user().isEmpty()) {
                return "SASL_SSL";
            }
            return target.certificateAuthority().isEmpty() ? "PLAINTEXT" : "SSL";
        }

        private static String quoted(String text) {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }

        @Override
        public CompletableFuture<String> send(List<Parcel> parcels) {
            return CompletableFuture.runAsync(() -> {}, executor).thenComposeAsync(ready -> sendAll(parcels), executor);
        }

        private CompletableFuture<String> sendAll(List<Parcel> parcels) {
            List<CompletableFuture<Void>> all = new ArrayList<>(parcels.size());
            for (Parcel parcel : parcels) {
                CompletableFuture<Void> one = new CompletableFuture<>();
                all.add(one);
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>(target.topic(), parcel.id().getBytes(UTF_8), parcel.body());
                var unused = producer.send(record, (metadata, failure) -> {
                    if (failure == null) {
                        one.complete(null);
                    } else {
                        one.completeExceptionally(
                                failure instanceof RecordTooLargeException
                                        ? new Refused(failure.getMessage())
                                        : failure);
                    }
                });
            }
            return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                    .thenApply(done -> "acknowledged");
        }

        @Override
        public void close() {
            executor.shutdown();
            producer.close(Duration.ZERO);
        }
    }
}
