package io.drey.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiagnosisTest {
    @Test
    void recognisesTheUsualCauses() {
        assertThat(Diagnosis.of("java.net.BindException: Address already in use"))
                .hasValueSatisfying(cause -> assertThat(cause).contains("port"));
        assertThat(Diagnosis.of("write failed: No space left on device"))
                .hasValueSatisfying(cause -> assertThat(cause).contains("disk is full"));
        assertThat(Diagnosis.of("os::commit_memory(0x1, 2, 0) failed"))
                .hasValueSatisfying(cause -> assertThat(cause).contains("memory"));
        assertThat(Diagnosis.of("Unrecognized VM option 'UseX'"))
                .hasValueSatisfying(cause -> assertThat(cause).contains("JDK"));
    }

    @Test
    void claimsNothingAboutTheRest() {
        assertThat(Diagnosis.of("INFO started")).isEmpty();
    }
}
