package io.drey.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Blame;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OperationExceptionTest {

    @Test
    void saysInOneLineWhatAServerSaidInSeveral() {
        OperationException failure = OperationException.failure("Kafka refuses:\n  no right to write\n");

        assertThat(failure).hasMessage("Kafka refuses: no right to write");
        assertThat(failure.blame()).isEqualTo(Blame.FAILURE);
        assertThat(OperationException.usage("--limit 0: write 1 or more").blame())
                .isEqualTo(Blame.USAGE);
    }

    @Test
    void theFirstOfAChainOfCausesIsWhatAPersonIsTold() {
        assertThat(OperationException.rootMessage(
                        new IllegalStateException("wrapped", new IOException("connection refused"))))
                .isEqualTo("connection refused");
        assertThat(OperationException.rootMessage(new IllegalStateException(new IOException())))
                .isEqualTo("IOException");
    }
}
