package io.drey.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.stack.LocalStack;
import io.drey.stack.ServerStatus;
import io.drey.stack.server.Server;
import org.junit.jupiter.api.Test;

@StackTest(Server.POSTGRES)
class StackTestIT {
    @Test
    void handsAHealthyStackToTheTest(LocalStack stack) {
        assertThat(stack.status()).singleElement().satisfies(status -> {
            assertThat(status.server()).isEqualTo(Server.POSTGRES);
            assertThat(status.healthy()).isTrue();
            assertThat(status.processes()).allMatch(ServerStatus.ProcessStatus::alive);
        });
    }
}
