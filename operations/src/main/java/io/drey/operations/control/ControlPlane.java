package io.drey.operations.control;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.ControlRecord;
import io.drey.configuration.Document;
import io.drey.configuration.EventPartitions;
import io.drey.configuration.Revision;
import io.drey.event.Topics;
import io.drey.job.kafka.KafkaSettings;
import io.drey.operations.OperationException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The control topics of a Kafka cluster and the topics that follow from them.
 *
 * <p>What is published together is one transaction. All publishers have the same transactional id, so that the one that
 * begins later fences the earlier: each has seen everything that was published before it.
 */
public final class ControlPlane implements AutoCloseable {

    /** The transactional id of whoever publishes; they need the right to use it. */
    public static final String TRANSACTIONAL_ID = "drey-apply";

    private static final int TIMEOUT_SECONDS = 30;
    private static final int TIMEOUT_MILLIS = TIMEOUT_SECONDS * 1_000;

    /**
     * What is about to be done.
     *
     * @param documents what becomes of documents
     * @param topics what becomes of topics
     * @param refusals records of the control topics that are refused
     */
    public record Prepared(DocumentPlan documents, TopicPlan topics, List<String> refusals) {

        /** Whether there is nothing to do. */
        public boolean isDone() {
            return documents.published().isEmpty()
                    && topics.changes().stream().allMatch(change -> change.outcome() == TopicChange.Outcome.UNCHANGED);
        }
    }

    private final String bootstrapServers;
    private final Properties clients;
    private final Admin admin;

    private ControlPlane(KafkaSettings settings) {
        this.bootstrapServers = settings.bootstrapServers();
        this.clients = settings.properties();
        clients.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(TIMEOUT_MILLIS));
        clients.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(TIMEOUT_MILLIS / 2));
        try {
            this.admin = Admin.create(clients);
        } catch (KafkaException e) {
            throw OperationException.failure(
                    "Kafka at %s cannot be reached: %s".formatted(bootstrapServers, reason(e)), e);
        }
    }

    /**
     * Connects.
     *
     * @throws OperationException if the brokers' names mean nothing
     */
    public static ControlPlane connect(KafkaSettings settings) {
        return new ControlPlane(requireNonNull(settings, "settings is null"));
    }

    /** Reads control topics to their end: of one tenant and of the installation, or of all. */
    public ControlState read(Optional<String> tenant) {
        Set<String> topics = new HashSet<>(existing());
        topics.removeIf(topic -> !(topic.equals(Topics.TENANTS)
                || tenant.map(name -> topic.equals(Topics.control(name)))
                        .orElseGet(() -> Topics.CONTROL.matcher(topic).matches())));
        ControlState state = new ControlState();
        if (topics.isEmpty()) {
            return state;
        }
        Properties properties = new Properties();
        properties.putAll(clients);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return ask("tell the control topics", () -> {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                List<TopicPartition> partitions = new ArrayList<>();
                for (String topic : topics) {
                    consumer.partitionsFor(topic)
                            .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
                }
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
                while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                        state.accept(record.topic(), record.offset(), record.key(), record.value());
                    }
                }
                return state;
            }
        });
    }

    /**
     * Finds out what there is to do.
     *
     * @param scope the only tenant that is looked at, if there is such
     * @param planning makes a plan of what is in force
     */
    public Prepared prepare(Optional<String> scope, Function<ControlState, DocumentPlan> planning) {
        ControlState state = read(scope);
        DocumentPlan plan = planning.apply(state);
        Map<String, TopicSettings> wanted = TopicPlan.wanted(plan.result(state), plan.tenants());
        growAsRecorded(wanted, state);
        return new Prepared(plan, TopicPlan.of(wanted, actual(wanted.keySet())), state.refusals());
    }

    /** An events topic has at least the partitions that were published, also where whoever did was interrupted. */
    private void growAsRecorded(Map<String, TopicSettings> wanted, ControlState state) {
        Set<String> events = new HashSet<>(existing());
        events.retainAll(wanted.keySet());
        events.removeIf(topic ->
                Topics.tenantOfEvents(topic).filter(state::hasEventPartitions).isEmpty());
        describe(events).forEach((topic, description) -> state.eventPartitions(
                        Topics.tenantOfEvents(topic).orElseThrow(),
                        description.topicId().toString())
                .filter(recorded -> description.partitions().size() < recorded.partitions())
                .ifPresent(recorded -> wanted.computeIfPresent(
                        topic,
                        (name, settings) -> new TopicSettings(
                                Math.max(settings.partitions(), recorded.partitions()),
                                settings.replication(),
                                settings.configuration()))));
    }

    /**
     * Publishes documents, then makes and changes topics. Safe to repeat where it was interrupted.
     *
     * @return the versions of the control topics, by topic
     * @throws OperationException if somebody else published at the same time; then nothing was published
     */
    public Map<String, Long> carryOut(
            Prepared prepared, Optional<String> scope, Function<ControlState, DocumentPlan> planning, String author) {
        checkReplication(prepared.topics());
        Map<String, Long> versions = new TreeMap<>();
        if (!prepared.documents().published().isEmpty()) {
            makeControlTopics(prepared);
            versions.putAll(publish(prepared, scope, planning, author));
        }
        for (TopicChange change : prepared.topics().changes()) {
            carryOut(change);
        }
        return versions;
    }

    /**
     * Publishes documents of a tenant, without looking at topics.
     *
     * @throws OperationException if there is no such tenant, or somebody else published at the same time; then nothing was published
     */
    public void publish(String tenant, List<Document> documents, String author) {
        Optional<String> scope = Optional.of(tenant);
        Function<ControlState, DocumentPlan> planning = state -> DocumentPlan.of(state, documents, document -> false);
        ControlState state = read(scope);
        if (state.tenant(tenant).isEmpty()) {
            throw OperationException.failure(
                    "there is no tenant '%s' at Kafka %s: see 'drey get tenants'".formatted(tenant, bootstrapServers));
        }
        DocumentPlan plan = planning.apply(state);
        if (!plan.published().isEmpty()) {
            publish(new Prepared(plan, new TopicPlan(List.of()), List.of()), scope, planning, author);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }

    /** One that fences all who began to publish earlier. */
    private KafkaProducer<byte[], byte[]> producer() {
        Properties properties = new Properties();
        properties.putAll(clients);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Integer.toString(TIMEOUT_MILLIS));
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.toString(TIMEOUT_MILLIS));
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(TIMEOUT_MILLIS));
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Long> publish(
            Prepared prepared, Optional<String> scope, Function<ControlState, DocumentPlan> planning, String author) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.initTransactions();
            // From here on nobody else can publish without this transaction failing.
            ControlState state = read(scope);
            if (!planning.apply(state).equals(prepared.documents())) {
                throw OperationException.failure(
                        "somebody else has published meanwhile: nothing was done; run it again");
            }
            Map<String, Long> versions = new TreeMap<>();
            Instant now = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
            producer.beginTransaction();
            for (DocumentChange change : prepared.documents().published()) {
                Document document = change.document();
                long version = versions.computeIfAbsent(document.topic(), topic -> state.version(topic) + 1);
                Revision revision = new Revision(version, now, author);
                boolean deletion = change.outcome() == DocumentChange.Outcome.DELETED;
                ControlRecord record =
                        deletion ? ControlRecord.deletion(document, revision) : ControlRecord.of(document, revision);
                // The commit fails if a record was not taken.
                Future<?> unused =
                        producer.send(new ProducerRecord<>(document.topic(), record.historyKey(), record.value()));
                unused = producer.send(
                        new ProducerRecord<>(document.topic(), record.presentKey(), deletion ? null : record.value()));
            }
            producer.commitTransaction();
            return versions;
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw OperationException.failure(
                    "somebody else publishes at the same time: nothing was published; run it again", e);
        } catch (KafkaException e) {
            throw OperationException.failure(
                    "Kafka at %s did not take the documents: %s".formatted(bootstrapServers, reason(e)), e);
        }
    }

    /**
     * Publishes how an events topic grows, before it does: by it whoever writes events knows to which partition those of a raw
     * partition go. If this ends here, the growth is made by the next run, or by the first writer that needs it.
     */
    private void recordGrowth(TopicChange change) {
        String tenant = Topics.tenantOfEvents(change.topic()).orElseThrow();
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.initTransactions();
            TopicDescription events = describe(List.of(change.topic())).get(change.topic());
            Map<String, Integer> raw = new TreeMap<>();
            describe(existing().stream()
                            .filter(topic -> Topics.datasetOfRaw(topic)
                                    .filter(dataset -> dataset.tenant().equals(tenant))
                                    .isPresent())
                            .toList())
                    .forEach((topic, description) -> raw.put(
                            Topics.datasetOfRaw(topic).orElseThrow().dataset(),
                            description.partitions().size()));
            EventPartitions before = read(Optional.of(tenant))
                    .eventPartitions(tenant, events.topicId().toString())
                    .orElseGet(() -> EventPartitions.fixed(
                            events.topicId().toString(), events.partitions().size()));
            if (before.partitions() >= change.wanted().partitions()) {
                return;
            }
            EventPartitions grown = before.grown(change.wanted().partitions(), raw);
            producer.beginTransaction();
            // The commit fails if the record was not taken.
            Future<?> unused = producer.send(new ProducerRecord<>(Topics.control(tenant), grown.key(), grown.value()));
            producer.commitTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw OperationException.failure(
                    "somebody else publishes at the same time: topic %s was not changed; run it again"
                            .formatted(change.topic()),
                    e);
        } catch (KafkaException e) {
            throw OperationException.failure(
                    "Kafka at %s did not take how %s grows: %s".formatted(bootstrapServers, change.topic(), reason(e)),
                    e);
        }
    }

    private Map<String, TopicDescription> describe(Collection<String> topics) {
        return ask(
                "describe its topics",
                () -> admin.describeTopics(topics).allTopicNames().get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    }

    private void makeControlTopics(Prepared prepared) {
        Map<String, TopicSettings> wanted = new TreeMap<>();
        for (Document document : prepared.documents().published().stream()
                .map(DocumentChange::document)
                .toList()) {
            // Where there is no tenant any more the topic exists already.
            int replication = prepared.topics().changes().stream()
                    .filter(change -> change.topic().equals(Topics.control(document.tenant())))
                    .mapToInt(change -> change.wanted().replication())
                    .findFirst()
                    .orElse(1);
            wanted.merge(
                    document.topic(),
                    TopicPlan.compacted(replication),
                    (one, other) -> one.replication() > other.replication() ? one : other);
        }
        Set<String> existing = existing();
        TopicPlan.of(wanted, Map.of()).changes().stream()
                .filter(change -> !existing.contains(change.topic()))
                .forEach(this::carryOut);
    }

    private void carryOut(TopicChange change) {
        String topic = change.topic();
        switch (change.outcome()) {
            case CREATED -> {
                if (existing().contains(topic)) {
                    return;
                }
                TopicSettings wanted = change.wanted();
                ask("make the topic " + topic, () -> admin.createTopics(
                                List.of(new NewTopic(topic, wanted.partitions(), (short) wanted.replication())
                                        .configs(wanted.configuration())))
                        .all()
                        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
            }
            case CHANGED -> {
                if (change.differences().stream().anyMatch(difference -> difference.startsWith("partitions: "))) {
                    if (Topics.EVENTS.matcher(topic).matches()) {
                        recordGrowth(change);
                    }
                    ask("add partitions to " + topic, () -> admin.createPartitions(Map.of(
                                    topic,
                                    NewPartitions.increaseTo(change.wanted().partitions())))
                            .all()
                            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
                }
                Collection<AlterConfigOp> operations = new ArrayList<>();
                change.configuration()
                        .forEach((key, value) -> operations.add(
                                new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
                if (!operations.isEmpty()) {
                    ask("change the settings of " + topic, () -> admin.incrementalAlterConfigs(
                                    Map.of(resource(topic), operations))
                            .all()
                            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
                }
            }
            case UNCHANGED -> {
                // It is as it should be.
            }
        }
    }

    /** How many brokers there are now. */
    public int brokers() {
        return ask("tell its brokers", () -> admin.describeCluster().nodes().get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                .size();
    }

    private void checkReplication(TopicPlan plan) {
        int brokers = brokers();
        plan.changes().stream()
                .filter(change -> change.outcome() == TopicChange.Outcome.CREATED
                        && change.wanted().replication() > brokers)
                .findFirst()
                .ifPresent(change -> {
                    throw OperationException.failure(
                            "topic %s is to have %d copies, but Kafka at %s has %d %s 'replication: %d' into the tenant's document"
                                    .formatted(
                                            change.topic(),
                                            change.wanted().replication(),
                                            bootstrapServers,
                                            brokers,
                                            brokers == 1
                                                    ? "broker: write"
                                                    : "brokers: start those that are missing, or write",
                                            brokers));
                });
    }

    private Set<String> existing() {
        return ask("list its topics", () -> admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    }

    private Map<String, TopicSettings> actual(Set<String> names) {
        Set<String> existing = new HashSet<>(existing());
        existing.retainAll(names);
        if (existing.isEmpty()) {
            return Map.of();
        }
        return ask("describe its topics", () -> {
            Map<String, TopicSettings> actual = new TreeMap<>();
            Map<ConfigResource, Config> configurations = admin.describeConfigs(
                            existing.stream().map(ControlPlane::resource).toList())
                    .all()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            admin.describeTopics(existing)
                    .allTopicNames()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .forEach((name, description) -> actual.put(
                            name,
                            new TopicSettings(
                                    description.partitions().size(),
                                    description.partitions().get(0).replicas().size(),
                                    ownSettings(configurations.get(resource(name))))));
            return actual;
        });
    }

    private static Map<String, String> ownSettings(Config configuration) {
        Map<String, String> own = new TreeMap<>();
        configuration.entries().stream()
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .forEach(entry -> own.put(entry.name(), entry.value()));
        return own;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private interface Question<T> {
        T answer() throws ExecutionException, InterruptedException, TimeoutException;
    }

    private <T> T ask(String what, Question<T> question) {
        try {
            return question.answer();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw OperationException.failure(
                    "Kafka at %s did not %s: %s".formatted(bootstrapServers, what, reason(e)), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted while asking Kafka", e);
        }
    }

    private static String reason(Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && (cause instanceof ExecutionException || cause.getMessage() == null)) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException) {
            return "no answer within %d s; is it there, and are the settings of TLS and login right?"
                    .formatted(TIMEOUT_SECONDS);
        }
        String kind = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? kind : cause.getMessage();
    }
}
