package io.drey.cli.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cep.PublishedRules;
import io.drey.cli.CommandRun;
import io.drey.cli.console.ExitCodes;
import io.drey.configuration.ControlRecord;
import io.drey.configuration.DatasetDocument;
import io.drey.configuration.Document;
import io.drey.configuration.EventPartitions;
import io.drey.configuration.Revision;
import io.drey.event.DatasetId;
import io.drey.job.datasets.ControlTopics;
import io.drey.rules.RuleProblem;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents applied to a real Kafka, and seen by what the jobs look them up in. */
@StackTest(Server.KAFKA)
class ApplyIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private String kafka;

    @BeforeEach
    void findKafka(LocalStack stack) {
        kafka = stack.kafka().bootstrapServers();
    }

    @Test
    void metricsArePublishedShownAndTakenBackAsThePageSays() throws Exception {
        Path tenant = Files.createDirectories(folder.resolve("tenants/measured"));
        Files.writeString(tenant.resolve("tenant.yaml"), "kind: Tenant\nname: measured\nreplication: 1\n");
        assertThat(drey("apply", "-f", tenant.toString()).exitCode()).isZero();
        String page = Files.readString(Path.of(System.getProperty("drey.home")).resolve("docs/write-a-metric.md"));
        Path metrics = Files.createDirectories(tenant.resolve("my-metrics"));
        int yaml = page.indexOf("```yaml\n") + "```yaml\n".length();
        Path file = Files.writeString(metrics.resolve("failed.yaml"), page.substring(yaml, page.indexOf("```", yaml)));
        Path other = Files.writeString(metrics.resolve("other.yaml"), "kind: Metric\nname: others\nfunction: count\n");
        List<String> commands = page.lines()
                .filter(line -> line.startsWith("bin/drey") && !line.endsWith("--offline"))
                .toList();
        assertThat(commands).hasSize(4);
        for (String command : commands) {
            if (command.contains("--prune")) {
                Files.delete(file);
            }
            CommandRun run = drey(command.substring("bin/drey ".length())
                    .replace("tenants/demo", tenant.toString())
                    .replace("my-metrics", metrics.toString())
                    .replace("demo", "measured")
                    .split(" "));
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("failedpages");
        }
        assertThat(drey("get", "metrics", "--tenant", "measured").out())
                .contains("others")
                .doesNotContain("failedpages");
        Files.writeString(
                other,
                "kind: Metric\nname: big%d\nfunction: percentiles\nfield: event.duration\ndimension: source.ip\ntop: 100\n---\n"
                        .repeat(4)
                        .formatted(1, 2, 3, 4));
        CommandRun refused = drey("apply", "-f", metrics.toString(), "--tenant", "measured");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("tenant measured: metric 'big4' is one too many", "smaller 'top'");
    }

    @Test
    void changesOfDocumentsAreTakenIntoTheLakeOnce() throws Exception {
        Path tenant = Files.createDirectories(folder.resolve("tenants/changing"));
        Files.writeString(tenant.resolve("tenant.yaml"), "kind: Tenant\nname: changing\nreplication: 1\n");
        Path dataset = Files.writeString(tenant.resolve("web.yaml"), "kind: Dataset\nname: web\nformat: combined\n");
        assertThat(drey("apply", "-f", tenant.toString()).exitCode()).isZero();
        String[] changes = {
            "lake",
            "changes",
            "--tenant",
            "changing",
            "--format",
            "csv",
            "-Dlake-catalog-type=hadoop",
            "-Dlake-warehouse=" + folder.resolve("lake").toUri()
        };
        assertThat(drey("lake", "init", changes[6], changes[7]).exitCode()).isZero();

        CommandRun first = drey(changes);
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.err()).contains("changes that were not in the lake yet: 2");
        assertThat(first.out()).contains(",changing,tenant/changing,", ",changing,dataset/web,1,published,");

        Files.delete(dataset);
        assertThat(drey("apply", "-f", tenant.toString(), "--prune", "--yes").exitCode())
                .isZero();
        CommandRun second = drey(changes);
        assertThat(second.err()).contains("changes that were not in the lake yet: 1");
        assertThat(second.out()).startsWith(first.out()).contains(",dataset/web,2,deleted,");
        assertThat(drey(changes).out()).isEqualTo(second.out());
    }

    @Test
    void rulesArePublishedAsThePageSaysAndTheRulesThatComeAlongToo() throws Exception {
        write("tenant.yaml", "kind: Tenant", "name: ruled", "replication: 1");
        assertThat(drey("apply", "-f", folder.toString()).exitCode()).isZero();
        Path home = Path.of(System.getProperty("drey.home"));
        String page = Files.readString(home.resolve("docs/write-a-rule.md"));
        Path rules = Files.createDirectories(folder.resolve("my-rules"));
        int yaml = page.indexOf("```yaml\n") + "```yaml\n".length();
        Files.writeString(rules.resolve("git.yml"), page.substring(yaml, page.indexOf("```", yaml)));

        List<String> commands = page.lines()
                .filter(line -> line.startsWith("bin/drey apply -f my-rules --tenant demo --diff")
                        || line.startsWith("bin/drey get")
                        || line.startsWith("bin/drey history"))
                .toList();
        assertThat(commands).hasSize(3);
        for (String command : commands) {
            CommandRun run = drey(command.substring("bin/drey ".length())
                    .replace("my-rules", rules.toString())
                    .replace("demo", "ruled")
                    .split(" "));
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("6a2d1c1e-4a3c-4f57-9a55-5a6d6b3f1a10");
        }
        assertThat(inForce("brute-force-login").path("kind").asText()).isEqualTo("comes along");
        CommandRun pack =
                drey("apply", "-f", home.resolve("rules").toString(), "--tenant", "ruled", "--format", "json");
        assertThat(pack.exitCode()).as(pack.err()).isZero();
        Map<String, String> outcomes = outcomes(pack);
        outcomes.keySet().removeIf(name -> !name.startsWith("ruled/"));
        assertThat(outcomes).hasSizeGreaterThan(40);
        assertThat(outcomes.values()).containsOnly("created");
        assertThat(outcomes(drey(
                                "apply",
                                "-f",
                                home.resolve("rules").toString(),
                                "--tenant",
                                "ruled",
                                "--format",
                                "json"))
                        .values())
                .containsOnly("unchanged");
        listsWhatIsInForce(rules);
        try (PublishedRules jobs = new PublishedRules(new ControlTopics(properties()))) {
            jobs.open();
            assertThat(jobs.rules("ruled").problems())
                    .filteredOn(RuleProblem::isRefusal)
                    .isEmpty();
        }
    }

    private void listsWhatIsInForce(Path rules) throws Exception {
        String id = "6a2d1c1e-4a3c-4f57-9a55-5a6d6b3f1a10";
        JsonNode first = inForce(id);
        assertThat(first.path("title").asText()).isEqualTo("The history of the code was served");
        assertThat(first.path("state").asText()).isEqualTo("in force");
        assertThat(first.path("effective_from").asText()).isEqualTo("always");
        assertThat(first.path("by").asText()).isEqualTo(System.getProperty("user.name"));
        assertThat(inForce("b2ae5f70-188e-57c9-a59a-9f0337bc0ffa")
                        .path("alerts")
                        .asText())
                .isEqualTo("for others");

        Path file = rules.resolve("git.yml");
        Files.writeString(file, Files.readString(file).replace("level: high", "level: low"));
        assertThat(drey("apply", "-f", rules.toString(), "--tenant", "ruled").exitCode())
                .isZero();
        Await.equal("the changed version is in force", PATIENCE, "low", () -> inForce(id)
                .path("level")
                .asText());
        assertThat(inForce(id).path("version").asInt())
                .isGreaterThan(first.path("version").asInt());
        assertThat(inForce(id).path("effective_from").asText()).isNotEqualTo("always");

        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties(), new StringSerializer(), new StringSerializer())) {
            String nonsense = "{\"kind\":\"Rule\",\"name\":\"wrong\",\"rule\":\"title: no rule\"}";
            producer.send(new ProducerRecord<>("control.ruled", "rule/wrong", nonsense))
                    .get();
            JsonNode refused = inForce("wrong");
            assertThat(refused.path("state").asText()).isEqualTo("version 1 refused, none in force");
            assertThat(refused.path("problem").asText()).startsWith("wrong, version 1:");
            producer.send(new ProducerRecord<>("control.ruled", "rule/wrong", null))
                    .get();
        }
        assertThat(drey("rules", "list").exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(drey("rules", "list", rules.toString(), "--tenant", "ruled").exitCode())
                .isEqualTo(ExitCodes.USAGE);
    }

    private JsonNode inForce(String rule) throws IOException {
        CommandRun list = drey("rules", "list", "--tenant", "ruled", "--format", "json");
        assertThat(list.exitCode()).as(list.err()).isZero();
        for (JsonNode row : new ObjectMapper().readTree(list.out())) {
            if (row.path("rule").asText().equals(rule)) {
                return row;
            }
        }
        throw new AssertionError("no rule " + rule + " in " + list.out());
    }

    @Test
    void documentsArePublishedFollowedChangedRolledBackAndDeleted() throws Exception {
        DatasetId access = new DatasetId("apply", "access");
        write("tenant.yaml", "kind: Tenant", "name: apply", "replication: 1", "partitions: 2");
        Path dataset = write(
                "access.yaml",
                "kind: Dataset",
                "tenant: apply",
                "name: access",
                "format: combined",
                "reorder-delay: 3s");
        try (ControlTopics jobs = new ControlTopics(properties())) {
            jobs.open();
            assertThat(jobs.find(access)).isEmpty();

            CommandRun dry = drey("apply", "-f", folder.toString(), "--dry-run", "--diff");
            assertThat(dry.exitCode()).as(dry.err()).isZero();
            assertThat(dry.out())
                    .contains(
                            "+ tenant apply", "+ dataset apply/access", "+ topic raw.apply.access", "format: combined");
            assertThat(topics()).noneMatch(topic -> topic.contains("apply"));

            CommandRun first = drey("apply", "-f", folder.toString(), "--format", "json", "--author", "alice");
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(outcomes(first))
                    .containsEntry("apply", "created")
                    .containsEntry("apply/access", "created")
                    .containsEntry("raw.apply.access", "created");
            // The controller has made it; the broker that is asked hears of it a moment later.
            Await.until("the broker to know the topic that was made last", PATIENCE, () -> topics().contains(
                            "raw.apply.access"));
            assertThat(topics())
                    .contains(
                            "control",
                            "control.apply",
                            "raw.apply.access",
                            "events.apply",
                            "alerts.apply",
                            "dead-letters.apply",
                            "ledger.apply");
            Await.equal(
                    "the job finds the document",
                    PATIENCE,
                    Optional.of(Duration.ofSeconds(3)),
                    () -> delay(jobs, access));

            CommandRun again = drey("apply", "-f", folder.toString(), "--format", "json");
            assertThat(outcomes(again).values()).containsOnly("unchanged");
            assertThat(versions("apply")).containsExactly(1L);

            Files.writeString(dataset, Files.readString(dataset).replace("3s", "8s") + "partitions: 5\n");
            CommandRun diff = drey("diff", "-f", folder.toString(), "--tenant", "apply", "--exit-code");
            assertThat(diff.exitCode()).as(diff.err()).isEqualTo(1);
            assertThat(diff.out().lines())
                    .containsExactly(
                            "~ dataset apply/access",
                            "    reorder-delay: 3s -> 8s",
                            "    partitions: (default) -> 5",
                            "~ topic raw.apply.access",
                            "    partitions: 2 -> 5");
            assertThat(drey("apply", "-f", folder.toString()).exitCode()).isZero();
            Await.equal(
                    "the job follows the change",
                    PATIENCE,
                    Optional.of(Duration.ofSeconds(8)),
                    () -> delay(jobs, access));
            awaitPartitions("raw.apply.access", 5);
            assertThat(versions("apply")).containsExactly(1L, 2L);

            Files.delete(dataset);
            CommandRun refused = drey("apply", "-f", folder.toString(), "--prune", "--tenant", "apply");
            assertThat(refused.exitCode()).isEqualTo(ExitCodes.FAILED);
            assertThat(refused.err()).contains("1 document would be deleted: nothing was done; give --yes");
            assertThat(delay(jobs, access)).isPresent();
            assertThat(drey("apply", "-f", folder.toString(), "--prune", "--tenant", "apply", "--yes")
                            .exitCode())
                    .isZero();
            Await.until("the job forgets the dataset", PATIENCE, () -> delay(jobs, access)
                    .isEmpty());
            assertThat(topics()).as("what was sent is kept").contains("raw.apply.access");

            CommandRun back = drey("apply", "--tenant", "apply", "--rollback", "1");
            assertThat(back.exitCode()).as(back.err()).isZero();
            Await.equal(
                    "the job is back at the first version",
                    PATIENCE,
                    Optional.of(Duration.ofSeconds(3)),
                    () -> delay(jobs, access));
            assertThat(versions("apply")).containsExactly(1L, 2L, 3L, 4L);
            assertThat(drey("apply", "--tenant", "apply", "--rollback", "9").err())
                    .contains("control.apply has no version 9: see 'drey history --tenant apply'");
        }
        JsonNode entry = new ObjectMapper()
                .readTree(
                        drey("history", "--tenant", "apply", "--format", "json").out())
                .get(0);
        assertThat(entry.path("author").asText()).isEqualTo("alice");
        assertThat(entry.path("document").asText()).isEqualTo("dataset/access");
    }

    @Test
    void whatIsListedAsYamlCanBeAppliedAgain() throws Exception {
        write(
                "all.yaml",
                "kind: Tenant",
                "name: listed",
                "replication: 1",
                "---",
                "kind: Dataset",
                "tenant: listed",
                "name: access",
                "format: json");
        assertThat(drey("apply", "-f", folder.toString()).exitCode()).isZero();

        CommandRun yaml = drey("get", "--tenant", "listed", "--format", "yaml");
        Path again = write("again/all.yaml", yaml.out());
        assertThat(outcomes(drey("apply", "-f", again.toString(), "--format", "json"))
                        .values())
                .containsOnly("unchanged");

        assertThat(drey("get", "datasets", "--tenant", "listed", "--format", "csv")
                        .out())
                .contains("dataset,listed,access,1,");
        JsonNode json = new ObjectMapper()
                .readTree(drey("get", "dataset", "access", "--tenant", "listed", "--format", "json")
                        .out());
        assertThat(json.at("/0/metadata/version").asLong()).isEqualTo(1);
        assertThat(json.at("/0/format").asText()).isEqualTo("json");
        assertThat(drey("get", "dataset", "none", "--tenant", "listed").err())
                .contains("there is no dataset 'none' of tenant 'listed'");
        assertThat(drey("get", "acls", "--tenant", "listed", "--format", "csv").out())
                .contains("User:listed-shipper,Write,topic,prefixed,raw.listed.");
    }

    @Test
    void nonsenseInATopicHarmsNobodyAndIsMended() throws Exception {
        DatasetId access = new DatasetId("mended", "access");
        DatasetId other = new DatasetId("mended", "other");
        write(
                "all.yaml",
                "kind: Tenant",
                "name: mended",
                "replication: 1",
                "---",
                "kind: Dataset",
                "tenant: mended",
                "name: access",
                "format: json",
                "reorder-delay: 7s");
        assertThat(drey("apply", "-f", folder.toString()).exitCode()).isZero();
        try (ControlTopics jobs = new ControlTopics(properties());
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(properties(), new StringSerializer(), new StringSerializer())) {
            jobs.open();
            for (String nonsense : List.of(
                    "nonsense",
                    "{'kind':'Dataset','tenant':'victim','name':'access','format':'json'}",
                    "{'kind':'Dataset','name':'access','format':'json','reorder-delay':'soon'}")) {
                producer.send(new ProducerRecord<>("control.mended", "dataset/access", nonsense.replace('\'', '"')))
                        .get();
            }
            producer.send(new ProducerRecord<>(
                            "control.mended",
                            "dataset/other",
                            "{'kind':'Dataset','name':'other','format':'json'}".replace('\'', '"')))
                    .get();
            Await.until("what comes behind the nonsense is read", PATIENCE, () -> jobs.find(other)
                    .isPresent());
            assertThat(delay(jobs, access)).contains(Duration.ofSeconds(7));
        }
        CommandRun get = drey("get", "datasets", "--tenant", "mended");
        assertThat(get.out()).contains("reorder-delay=7s").contains("(by hand)");
        assertThat(get.err()).contains("tenant 'victim' is another's").contains("'soon' is not a length of time");

        CommandRun mended = drey("apply", "-f", folder.toString(), "--format", "json");
        assertThat(outcomes(mended)).containsEntry("mended/access", "changed").containsEntry("mended", "unchanged");
        assertThat(outcomes(drey("apply", "-f", folder.toString(), "--format", "json")))
                .containsEntry("mended/access", "unchanged");
    }

    @Test
    void aRestartedJobFindsTheLastGoodDocumentInTheHistory() throws Exception {
        DatasetId access = new DatasetId("compacted", "access");
        Document document = DatasetDocument.files(access, "json").toDocument();
        ControlRecord published =
                ControlRecord.of(document, new Revision(1, Instant.parse("2026-03-01T10:00:00Z"), "alice"));
        try (Admin admin = Admin.create(properties());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer());
                ControlTopics jobs = new ControlTopics(properties())) {
            admin.createTopics(List.of(new NewTopic("control.compacted", 1, (short) 1)))
                    .all()
                    .get();
            // What compaction leaves of a document that nonsense was written over.
            producer.send(new ProducerRecord<>("control.compacted", published.historyKey(), published.value()))
                    .get();
            producer.send(new ProducerRecord<>("control.compacted", published.presentKey(), "nonsense".getBytes(UTF_8)))
                    .get();
            jobs.open();
            assertThat(delay(jobs, access)).contains(Duration.ofMinutes(10));
        }
    }

    @Test
    void aTopicThatIsDeletedTakesItsDocumentsAlongAndHarmsNoOther() throws Exception {
        for (String name : List.of("gone", "stays")) {
            write(
                    name + ".yaml",
                    "kind: Tenant",
                    "name: " + name,
                    "replication: 1",
                    "---",
                    "kind: Dataset",
                    "tenant: " + name,
                    "name: access",
                    "format: json");
        }
        assertThat(drey("apply", "-f", folder.toString()).exitCode()).isZero();
        try (Admin admin = Admin.create(properties());
                ControlTopics jobs = new ControlTopics(properties())) {
            jobs.open();
            assertThat(delay(jobs, new DatasetId("gone", "access"))).isPresent();
            admin.deleteTopics(List.of("control.gone")).all().get();
            Await.until("the documents to be forgotten", PATIENCE, () -> delay(jobs, new DatasetId("gone", "access"))
                    .isEmpty());
            Files.writeString(
                    folder.resolve("stays.yaml"),
                    Files.readString(folder.resolve("stays.yaml")) + "reorder-delay: 9s\n");
            assertThat(drey("apply", "-f", folder.resolve("stays.yaml").toString())
                            .exitCode())
                    .isZero();
            Await.equal(
                    "other topics to be followed",
                    PATIENCE,
                    Optional.of(Duration.ofSeconds(9)),
                    () -> delay(jobs, new DatasetId("stays", "access")));
        }
    }

    @Test
    void settingsOfTopicsThatSomebodyChangedAreSetRight() throws Exception {
        write("t.yaml", "kind: Tenant", "name: drift", "replication: 1", "partitions: 1");
        assertThat(drey("apply", "-f", folder.toString()).exitCode()).isZero();
        ConfigResource alerts = new ConfigResource(ConfigResource.Type.TOPIC, "alerts.drift");
        try (Admin admin = Admin.create(properties())) {
            admin.incrementalAlterConfigs(Map.of(
                            alerts,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }

        Await.equal(
                "the broker to know of the change",
                PATIENCE,
                List.of("~ topic alerts.drift", "    retention.ms: 1000 -> 604800000"),
                this::drift);
        assertThat(drey("apply", "-f", folder.toString()).exitCode()).isZero();
        Await.equal("nothing to differ", PATIENCE, List.of(), this::drift);
    }

    private List<String> drift() {
        return drey("diff", "-f", folder.toString(), "--tenant", "drift")
                .out()
                .lines()
                .toList();
    }

    @Test
    void anEventsTopicGrowsAfterItsWritersCanKnowAndNeverShrinks() throws Exception {
        DatasetId access = new DatasetId("larger", "access");
        write("access.yaml", "kind: Dataset", "tenant: larger", "name: access", "format: combined");
        growTo(2);
        CommandRun grown = growTo(5);
        assertThat(grown.out()).contains("events.larger", "raw.larger.access", "partitions: 2 -> 5");
        assertThat(grown.err()).contains("events.larger", "raw partitions that there are keep theirs");
        awaitPartitions("events.larger", 5);
        String topicId = topicId("events.larger");
        try (ControlTopics jobs = new ControlTopics(properties())) {
            jobs.open();
            assertThat(jobs.eventPartitions("larger", topicId))
                    .hasValue(EventPartitions.fixed(topicId, 2).grown(5, Map.of("access", 2)));
            assertThat(jobs.eventPartitions("larger", "another")).isEmpty();

            CommandRun again = drey("apply", "-f", folder.toString(), "--format", "json");
            assertThat(outcomes(again).values()).containsOnly("unchanged");
            CommandRun smaller = growTo(3);
            assertThat(smaller.err())
                    .contains("has 5 partitions, not 3: raw and events topics only grow", "takes no partition away");
            assertThat(partitions("events.larger")).isEqualTo(5);

            // Somebody was killed after the growth was published.
            EventPartitions seven =
                    jobs.eventPartitions("larger", topicId).orElseThrow().grown(7, Map.of(access.dataset(), 5));
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>("control.larger", seven.key(), seven.value()))
                        .get();
            }
            growTo(6);
            awaitPartitions("events.larger", 7);
            awaitPartitions("raw.larger.access", 6);
            jobs.refresh();
            assertThat(jobs.eventPartitions("larger", topicId)).hasValue(seven);
        }
    }

    private CommandRun growTo(int count) throws IOException {
        write("larger.yaml", "kind: Tenant", "name: larger", "replication: 1", "partitions: " + count);
        CommandRun run = drey("apply", "-f", folder.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    private String topicId(String topic) throws Exception {
        try (Admin admin = Admin.create(properties())) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .topicId()
                    .toString();
        }
    }

    @Test
    void whatCannotBeDoneIsTold() throws Exception {
        write("orphan.yaml", "kind: Dataset", "tenant: nobody", "name: access", "format: json");
        CommandRun orphan = drey("apply", "-f", folder.toString());
        assertThat(orphan.exitCode()).isEqualTo(ExitCodes.FAILED);
        assertThat(orphan.err())
                .contains("orphan.yaml:1:1: dataset nobody/access has no tenant: there is no document 'kind: Tenant'");

        write("orphan.yaml", "kind: Tenant", "name: nobody");
        CommandRun copies = drey("apply", "-f", folder.toString());
        assertThat(copies.exitCode()).isEqualTo(ExitCodes.FAILED);
        assertThat(copies.err())
                .contains("is to have 3 copies")
                .contains("has 1 broker: write 'replication: 1' into the tenant's document");
        assertThat(topics()).noneMatch(topic -> topic.contains("nobody"));
    }

    private static Optional<Duration> delay(ControlTopics jobs, DatasetId id) {
        return jobs.find(id).map(DatasetDocument::reorderDelay);
    }

    private List<Long> versions(String tenant) throws IOException {
        List<Long> versions = new ArrayList<>();
        new ObjectMapper()
                .readTree(
                        drey("history", "--tenant", tenant, "--format", "json").out())
                .forEach(entry -> versions.add(entry.path("version").asLong()));
        return versions;
    }

    private static Map<String, String> outcomes(CommandRun run) throws IOException {
        assertThat(run.exitCode()).as(run.err()).isZero();
        Map<String, String> outcomes = new java.util.TreeMap<>();
        new ObjectMapper()
                .readTree(run.out())
                .forEach(row -> outcomes.put(
                        row.path("name").asText(), row.path("outcome").asText()));
        return outcomes;
    }

    private java.util.Set<String> topics() throws Exception {
        try (Admin admin = Admin.create(properties())) {
            return admin.listTopics().names().get();
        }
    }

    /** The controller has made them by the time that a command ends; the broker that is asked hears of it a moment later. */
    private void awaitPartitions(String topic, int count) {
        Await.exactly("partitions of " + topic, PATIENCE, count, () -> partitions(topic));
    }

    private int partitions(String topic) throws Exception {
        try (Admin admin = Admin.create(properties())) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .size();
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", kafka);
        return properties;
    }

    private Path write(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, List.of(lines));
    }

    private CommandRun drey(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("-Dkafka-bootstrap-servers=" + kafka);
        return CommandRun.drey(all.toArray(String[]::new));
    }
}
