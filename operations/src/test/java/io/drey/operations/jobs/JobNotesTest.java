package io.drey.operations.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobNotesTest {

    @Test
    void whatIsNotedComesBack() {
        JobNotes notes = new JobNotes(
                "1234_drey-cep-job-abc.jar",
                List.of("-Dkafka-bootstrap-servers=a:1,b:2", "-Dlake-catalog-password=env:LAKE_PASSWORD"));
        assertThat(notes.toMap().values()).allMatch(value -> value.matches("[\\w.-]*"), "fits Flink's maps");
        assertThat(JobNotes.from(notes.toMap())).contains(notes);
        assertThat(JobNotes.from(new JobNotes("jar", List.of()).toMap())).contains(new JobNotes("jar", List.of()));
    }

    @Test
    void secretsAreNotNoted() {
        assertThat(new JobNotes(
                                "jar",
                                List.of(
                                        "-Dkafka-properties=sasl.jaas.config:org.example required password=x;",
                                        "-Ds3-secret-key=abc",
                                        "-Dkafka-bootstrap-servers=a:1"))
                        .arguments())
                .containsExactly("-Dkafka-bootstrap-servers=a:1");
    }

    @Test
    void newSettingsReplaceNotedOnesAndOldOnesTakeOnlyWhatWasNotNoted() {
        JobNotes notes = new JobNotes("jar", List.of("-Da=1", "-Db=2"));
        assertThat(JobNotes.keyOf("-Dlake-catalog-properties.s3.endpoint=a=b"))
                .isEqualTo("lake-catalog-properties.s3.endpoint");
        assertThat(notes.under(List.of("-Db=3", "-Dc=4"))).containsExactly("-Da=1", "-Db=3", "-Dc=4");
        assertThat(notes.over(List.of("-Db=3", "-Dsecret=s"))).containsExactly("-Da=1", "-Db=2", "-Dsecret=s");
    }

    @Test
    void aJobThatSomethingElseSubmittedHasNone() {
        assertThat(JobNotes.from(Map.of("other", "x"))).isEmpty();
    }
}
