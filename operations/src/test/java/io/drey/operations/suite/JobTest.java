package io.drey.operations.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.ingest.IngestJob;
import io.drey.operations.OperationException;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobTest {

    @ParameterizedTest
    @EnumSource(Job.class)
    void aJobIsFoundByWhatItIsCalledByUserModuleAndCluster(Job job) {
        assertThat(Job.of(job.shortName())).isEqualTo(job);
        assertThat(Job.of(job.module())).isEqualTo(job);
        assertThat(Job.of(job.flinkName())).isEqualTo(job);
        assertThat(job.flinkName()).isEqualTo(job.shortName() + "-job");
        assertThat(job.isNamed(job.flinkName())).isTrue();
    }

    @Test
    void theNameOfAnEarlierVersionIsStillKnown() {
        assertThat(Job.of("drey-ingest")).isEqualTo(Job.INGEST);
        assertThat(Job.INGEST.isNamed("drey-ingest")).isTrue();
        assertThat(Job.FUSED.isNamed("drey-ingest")).isFalse();
    }

    @Test
    void aJobThatThereIsNotIsAskedForWrongly() {
        assertThatThrownBy(() -> Job.of("nonsense"))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("'nonsense'")
                .hasMessageContaining("maintenance");
    }

    @Test
    void deliveryJobsRunSideBySideByNamesOfTheirOwn() {
        NamedJob hooks = new NamedJob(Job.DELIVERY, "hooks");

        assertThat(NamedJob.find("delivery-hooks")).contains(hooks);
        assertThat(NamedJob.find("delivery-hooks-job")).contains(hooks);
        assertThat(NamedJob.of(Job.DELIVERY, Configuration.fromMap(hooks.settings())))
                .isEqualTo(hooks);
        assertThat(hooks.isNamed("delivery-hooks-job")).isTrue();
        assertThat(hooks.isNamed("delivery-job")).isFalse();
        assertThat(NamedJob.of("delivery")).isEqualTo(NamedJob.of(Job.DELIVERY));
        assertThat(NamedJob.of("delivery-job")).isEqualTo(NamedJob.of(Job.DELIVERY));
        assertThat(NamedJob.of(Job.DELIVERY).isNamed("delivery-hooks-job")).isFalse();
        assertThat(NamedJob.find("cep-hooks")).isEmpty();
        assertThatThrownBy(() -> new NamedJob(Job.CEP, "hooks")).hasMessageContaining("only delivery jobs");
    }

    @Test
    void theStateOfOneDeliveryJobIsNotThatOfAnother() {
        NamedJob plain = NamedJob.of(Job.DELIVERY);
        NamedJob hooks = new NamedJob(Job.DELIVERY, "hooks");
        Set<String> ofPlain = Set.of(NamedJob.idOf("decode-alerts"));
        Set<String> ofHooks = Set.of(NamedJob.idOf("decode-alerts-hooks"));

        assertThat(plain.isOfOperators(ofPlain)).isTrue();
        assertThat(plain.isOfOperators(ofHooks)).isFalse();
        assertThat(hooks.isOfOperators(ofHooks)).isTrue();
        assertThat(hooks.isOfOperators(ofPlain)).isFalse();
        assertThat(new NamedJob(Job.DELIVERY, "mail").isOfOperators(ofHooks)).isFalse();
    }

    /** Savepoints that the jobs' tests keep. */
    @ParameterizedTest
    @EnumSource(
            value = Job.class,
            names = {"MAINTENANCE"},
            mode = EnumSource.Mode.EXCLUDE)
    void aStateIsKnownByItsOperators(Job job) throws IOException {
        Path all = Path.of("../%s/src/test/resources/savepoints/%s".formatted(job.module(), job.flinkName()));
        try (Stream<Path> versions = Files.list(all)) {
            assertThat(versions).isNotEmpty().allSatisfy(version -> assertThat(Job.withOperators(operators(version)))
                    .contains(job));
        }
    }

    @Test
    void aStateOfOthersIsNobodys() {
        assertThat(Job.withOperators(Set.of())).isEmpty();
        assertThat(Job.withOperators(Set.of("0".repeat(32)))).isEmpty();
    }

    @Test
    void whoTakesRawTopicsInSharesAGroup() {
        Configuration none = new Configuration();
        assertThat(Job.INGEST.consumerGroup(none)).contains(IngestJob.GROUP);
        assertThat(Job.FUSED.consumerGroup(none)).contains(IngestJob.GROUP);
        assertThat(Job.INGEST.takingTurns()).containsExactlyInAnyOrder(Job.INGEST, Job.FUSED);
        assertThat(Job.CEP.takingTurns()).containsExactly(Job.CEP);
        assertThat(Job.DELIVERY.consumerGroup(none)).contains("delivery-job-opensearch-lake");
    }

    private static Set<String> operators(Path savepoint) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(savepoint.resolve("_metadata")))) {
            return Checkpoints.loadCheckpointMetadata(
                            in,
                            JobTest.class.getClassLoader(),
                            savepoint.toUri().toString())
                    .getOperatorStates()
                    .stream()
                    .map(operator -> operator.getOperatorID().toHexString())
                    .collect(Collectors.toSet());
        }
    }
}
