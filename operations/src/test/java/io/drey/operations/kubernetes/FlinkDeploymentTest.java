package io.drey.operations.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FlinkDeploymentTest {

    private static FlinkDeployment deployment(int generation, String state, String status) throws IOException {
        return new FlinkDeployment(new ObjectMapper()
                .readTree(
                        """
                        {"metadata": {"name": "drey-cep", "generation": %d, "creationTimestamp": "2024-05-01T10:00:00Z"},
                         "spec": {"job": {"state": "%s"}}, "status": %s}
                        """
                                .formatted(generation, state, status)));
    }

    private static FlinkDeployment running(int generation, int observed) throws IOException {
        return deployment(
                generation,
                "running",
                """
                {"observedGeneration": %d, "lifecycleState": "STABLE", "jobManagerDeploymentStatus": "READY",
                 "reconciliationStatus": {"state": "DEPLOYED"},
                 "jobStatus": {"jobId": "0123456789abcdef0123456789abcdef", "state": "RUNNING", "startTime": "1714557600000"}}
                """
                        .formatted(observed));
    }

    @Test
    void whatRunsButNotAsTheLatestChangeSaysDoesNotRunYet() throws IOException {
        assertThat(running(2, 2).runs()).isTrue();
        assertThat(running(2, 2).state()).isEqualTo("RUNNING");
        assertThat(running(3, 2).runs()).isFalse();
        assertThat(running(3, 2).isMeantToRun()).isTrue();
    }

    @Test
    void whatNobodyLookedAtIsUnseen() throws IOException {
        FlinkDeployment fresh = deployment(1, "running", "{}");
        assertThat(fresh.isUnseen()).isTrue();
        assertThat(fresh.state()).isEqualTo("UNSEEN");
        assertThat(fresh.hasFailed()).isFalse();
    }

    @Test
    void aStoppedJobHasItsSavepoint() throws IOException {
        String path = "s3://flink/cep/savepoints/savepoint-1a2b3c-0123456789ab";
        String status =
                """
                {"observedGeneration": 3, "lifecycleState": "%s", "reconciliationStatus": {"state": "%s"},
                 "jobStatus": {"state": "FINISHED", "upgradeSavepointPath": "%s"}}
                """;
        FlinkDeployment stopped = deployment(3, "suspended", status.formatted("SUSPENDED", "DEPLOYED", path));
        assertThat(stopped.hasStopped()).isTrue();
        assertThat(stopped.isMeantToRun()).isFalse();
        assertThat(stopped.savepoint()).contains(path);
        assertThat(stopped.hasFailed()).isFalse();
        FlinkDeployment stopping = deployment(4, "suspended", status.formatted("STABLE", "DEPLOYED", path));
        assertThat(stopping.hasStopped()).isFalse();
        assertThat(stopping.state()).isEqualTo("STOPPING");
    }

    @Test
    void anEarlierSavepointIsNotWhatAJobGoesOnFromThatKeptACheckpoint() throws IOException {
        FlinkDeployment stopped = deployment(
                3,
                "suspended",
                """
                {"jobStatus": {"upgradeSavepointPath": "s3://flink/savepoint-1"},
                 "reconciliationStatus": {"lastReconciledSpec": "{\\"spec\\":{\\"job\\":{\\"upgradeMode\\":\\"last-state\\"}}}"}}
                """);
        assertThat(stopped.savepoint()).isPresent();
        assertThat(stopped.keptSavepoint()).isEmpty();
    }

    @Test
    void ofAnErrorTheInnermostCauseIsTold() throws IOException {
        FlinkDeployment failed = deployment(
                1,
                "running",
                """
                {"lifecycleState": "FAILED", "error": "{\\"type\\":\\"org.apache.flink.kubernetes.operator.exception.ReconciliationException\\",\\"message\\":\\"it failed\\",\\"additionalMetadata\\":{},\\"throwableList\\":[{\\"type\\":\\"java.lang.IllegalArgumentException\\",\\"message\\":\\"Only \\\\\\"local\\\\\\" is supported\\",\\"additionalMetadata\\":{}}]}"}
                """);
        assertThat(failed.error()).contains("Only \"local\" is supported");
        assertThat(deployment(1, "running", "{\"error\": \"plain words\"}").error())
                .contains("plain words");
    }
}
