package io.drey.operations.flink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReasonsTest {

    @Test
    void theInnermostCauseSaysWhy() {
        String trace =
                """
                org.apache.flink.runtime.rest.handler.RestHandlerException: Could not execute application.
                \tat org.apache.flink.Handler.handle(Handler.java:1)
                Caused by: java.util.concurrent.CompletionException: java.lang.IllegalStateException: no state
                \t... 1 more
                Caused by: java.lang.IllegalStateException: no state for the operator
                \tat x.Y.z(Y.java:2)
                """;
        assertThat(Reasons.of(trace)).isEqualTo("no state for the operator");
    }

    @Test
    void aTraceWithinAMessageIsReadToo() {
        assertThat(Reasons.of("Internal server error.\\n\\tat a\\nCaused by: java.io.IOException: disk full\\n"))
                .isEqualTo("disk full");
    }

    @Test
    void withoutACauseTheFirstLineSaysWhy() {
        assertThat(Reasons.of("org.apache.flink.SomeException: it is so\n\tat a.B.c(B.java:1)"))
                .isEqualTo("it is so");
        assertThat(Reasons.of("Unable to load requested file /jobmanager/log."))
                .isEqualTo("Unable to load requested file /jobmanager/log.");
        assertThat(Reasons.of("")).isEqualTo("no reason is given");
    }
}
