package io.drey.operations.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.Blame;
import io.drey.operations.OperationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What kubectl wrote, as version 1.32 writes it. */
class KubectlErrorsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    error: the server doesn't have a resource type "flinkdeployments" | install the Flink Kubernetes operator
                    error: resource mapping not found for name: "drey-cep" namespace: "drey" from "STDIN": no matches for kind "FlinkDeployment" in version "flink.apache.org/v1beta1" | install the Flink Kubernetes operator
                    Error from server (NotFound): namespaces "nowhere" not found | kubectl create namespace nowhere
                    Error from server (Forbidden): flinkdeployments.flink.apache.org is forbidden: User "visitor" cannot list resource "flinkdeployments" in API group "flink.apache.org" in the namespace "drey" | have the right given to you
                    error: You must be logged in to the server (Unauthorized) | log in again
                    Error in configuration: context was not found for specified context: nope | kubectl config get-contexts
                    error: context "nobody" does not exist | kubectl config get-contexts
                    The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port? | kubectl config current-context
                    """)
    void eachRefusalNamesItsRemedy(String written, String remedy) {
        assertThat(KubectlErrors.meaning(written + "\n")).hasMessageContaining(remedy);
    }

    @Test
    void whatKubectlLogsIsNotItsError() {
        OperationException error = KubectlErrors.meaning(
                """
                E1130 13:05:31.045608   28929 memcache.go:265] "Unhandled Error" err="couldn't get current server API group list"
                Warning: something is old
                Error from server (BadRequest): the field is wrong
                """);
        assertThat(error).hasMessage("kubectl: Error from server (BadRequest): the field is wrong");
        assertThat(error.blame()).isEqualTo(Blame.FAILURE);
    }

    @Test
    void aMachineWithoutKubectlIsToldToInstallIt() {
        Kubectl missing = new Kubectl("kubectl-of-nobody", List.of());
        assertThatThrownBy(() -> missing.here("version"))
                .isInstanceOf(OperationException.class)
                .hasMessageStartingWith("kubectl cannot be run (")
                .hasMessageEndingWith("): install the client of your Kubernetes and put it on the PATH");
    }
}
