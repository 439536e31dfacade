package io.drey.operations.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where job jars are: in a checkout where they were built, in a release side by side. */
class CheckoutTest {

    @TempDir
    private Path home;

    @Test
    void inACheckoutAJobsJarIsWhereItWasBuilt() throws IOException {
        assertThatThrownBy(() -> Checkout.jobJar(home, "cep-job")).hasMessageContaining("./mvnw -DskipTests package");
        Path jar = make("cep-job/target/drey-cep-job-1.2-job.jar");
        make("cep-job/target/drey-cep-job-1.2.jar");
        assertThat(Checkout.jobJar(home, "cep-job")).isEqualTo(jar);
        assertThatCode(() -> Checkout.requireServers(home)).doesNotThrowAnyException();
    }

    @Test
    void inAReleaseAllJarsStandSideBySide() throws IOException {
        Path ingest = make("jobs/drey-ingest-job-1.2-job.jar");
        make("jobs/drey-maintenance-job-1.2-job.jar");
        assertThat(Checkout.jobJar(home, "ingest-job")).isEqualTo(ingest);
        assertThatThrownBy(() -> Checkout.jobJar(home, "cep-job"))
                .hasMessageContaining("the jar of cep-job")
                .hasMessageContaining("unpack the release anew");
        assertThatThrownBy(() -> Checkout.requireServers(home)).hasMessageContaining("is a release");
    }

    @Test
    void twoVersionsOfAJobAreNotGuessedBetween() throws IOException {
        make("jobs/drey-cep-job-1.2-job.jar");
        make("jobs/drey-cep-job-1.3-job.jar");
        assertThatThrownBy(() -> Checkout.jobJar(home, "cep-job")).hasMessageContaining("several jars of cep-job");
    }

    private Path make(String name) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }
}
