package io.drey.operations.health;

import static io.drey.operations.health.Finding.Verdict.FAIL;
import static io.drey.operations.health.Finding.Verdict.OK;
import static io.drey.operations.health.Finding.Verdict.WARN;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private static final long GB = 1L << 30;

    @Test
    void versions() {
        assertThat(Judge.java(11, "/jdk").verdict()).isEqualTo(FAIL);
        assertThat(Judge.java(17, "/jdk").verdict()).isEqualTo(OK);
        assertThat(Judge.java(25, "/jdk").verdict()).isEqualTo(WARN);
        assertThat(Judge.flinkVersion("1.20.3").verdict()).isEqualTo(OK);
        assertThat(Judge.flinkVersion("2.0.0").verdict()).isEqualTo(WARN);
        assertThat(Judge.openSearchVersion("opensearch", "2.19.4").verdict()).isEqualTo(OK);
        assertThat(Judge.openSearchVersion("opensearch", "20.1").verdict()).isEqualTo(WARN);
        assertThat(Judge.openSearchVersion("elasticsearch", "2.4").verdict()).isEqualTo(WARN);
    }

    @Test
    void memoryAndDisk() {
        assertThat(Judge.memory(10 * GB).verdict()).isEqualTo(OK);
        assertThat(Judge.memory(4 * GB).verdict()).isEqualTo(WARN);
        assertThat(Judge.memoryBesideServers(4 * GB).verdict()).isEqualTo(OK);
        assertThat(Judge.memoryBesideServers(GB / 2).verdict()).isEqualTo(FAIL);
        assertThat(Judge.disk("/x", 5 * GB).verdict()).isEqualTo(OK);
        assertThat(Judge.disk("/x", 2 * GB).verdict()).isEqualTo(WARN);
        assertThat(Judge.disk("/x", GB / 2).verdict()).isEqualTo(FAIL);
    }

    @Test
    void aPartitionThatLacksACopyIsNamed() {
        assertThat(Judge.copies(List.of()).verdict()).isEqualTo(OK);
        Finding lacking = Judge.copies(List.of("events.acme-0", "events.acme-1"));
        assertThat(lacking.verdict()).isEqualTo(WARN);
        assertThat(lacking.detail()).isEqualTo("2 partitions lack a copy, such as events.acme-0");
    }

    @Test
    void aClockIsWrongByMoreThanTheQuestionTook() {
        Duration quick = Duration.ofMillis(100);
        assertThat(Judge.clock("s", Duration.ofSeconds(1), quick).verdict()).isEqualTo(OK);
        assertThat(Judge.clock("s", Duration.ofSeconds(-5), quick).verdict()).isEqualTo(WARN);
        assertThat(Judge.clock("s", Duration.ofSeconds(5), Duration.ofSeconds(4))
                        .verdict())
                .isEqualTo(OK);
        assertThat(Judge.clock("s", Duration.ofHours(-2), quick).verdict()).isEqualTo(FAIL);
        assertThat(Judge.clock("s", Duration.ofHours(-2), quick).detail()).isEqualTo("7200.0 s behind ours");
    }

    @Test
    void whatIsUnreadMustStayUntilItIsRead() {
        Duration week = Duration.ofDays(7);
        assertThat(retention(0, Duration.ofDays(1), week)).isEqualTo(OK);
        assertThat(retention(0, Duration.ofDays(4), week)).isEqualTo(WARN);
        assertThat(retention(0, Duration.ofDays(6), week)).isEqualTo(FAIL);
        assertThat(retention(0, Duration.ofDays(600), Duration.ofMillis(-1))).isEqualTo(OK);
        assertThat(retention(1, Duration.ZERO, week)).isEqualTo(FAIL);
    }

    @Test
    void checkpoints() {
        Duration none = Duration.ofMillis(-1);
        assertThat(Judge.checkpoint("j", none, Duration.ofSeconds(5), "").verdict())
                .isEqualTo(OK);
        assertThat(Judge.checkpoint("j", none, Duration.ofHours(1), "").verdict())
                .isEqualTo(FAIL);
        assertThat(Judge.checkpoint("j", Duration.ofSeconds(30), Duration.ofHours(1), "")
                        .verdict())
                .isEqualTo(OK);
        assertThat(Judge.checkpoint("j", Duration.ofSeconds(30), Duration.ofHours(1), "disk full")
                        .verdict())
                .isEqualTo(WARN);
    }

    private static Finding.Verdict retention(long lost, Duration oldest, Duration kept) {
        return Judge.retention("raw.acme.access", "drey-ingest", lost, oldest, kept)
                .verdict();
    }

    @Test
    void warnsOfDatasetsThatWouldMixAtACentre() {
        DatasetId web = new DatasetId("acme", "web");
        DatasetId mail = new DatasetId("acme", "mail");
        List<Finding> apart = Judge.datasetNames(new TreeMap<>(Map.of(
                "eu", Map.of(web, "eu-central-1", new DatasetId("globex", "mail"), ""),
                "us", Map.of(web, "us-east-1", mail, ""))));
        assertThat(apart).containsExactly(Finding.ok("regions", "2 regions, no dataset of which would mix"));

        List<Finding> mixed = Judge.datasetNames(new TreeMap<>(Map.of(
                "eu", Map.of(web, "eu-central-1", mail, ""),
                "us", Map.of(web, "eu-central-1", mail, "us-east-1"))));
        assertThat(mixed)
                .extracting(finding -> finding.detail().split(" is a ", 2)[0] + " " + finding.verdict())
                .containsExactly("acme/mail WARN", "acme/web WARN");
    }
}
