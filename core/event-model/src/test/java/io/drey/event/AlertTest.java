package io.drey.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertTest {

    @ParameterizedTest
    @CsvSource({"0, false, true", "0, true, false", "2, true, true"})
    void comesBackAsItWas(int events, boolean late, boolean staged) {
        Alert alert = alert(events, late, staged);

        assertThat(Alert.decode(alert.encode())).usingRecursiveComparison().isEqualTo(alert);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aCutOneIsRefused(int events) {
        byte[] encoded = alert(events, true, true).encode();

        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatIllegalArgumentException().isThrownBy(() -> Alert.decode(cut));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLateOneIsTheSameAlert(boolean staged) {
        Alert alert = alert(1, false, staged);

        Alert late = alert.asLate("found later");

        assertThat(late.late()).isTrue();
        assertThat(late.reason()).isEqualTo("found later");
        assertThat(late)
                .usingRecursiveComparison()
                .ignoringFields("late", "reason")
                .isEqualTo(alert);
    }

    private static Alert alert(int events, boolean late, boolean staged) {
        Evidence[] evidence = new Evidence[events];
        Arrays.fill(evidence, new Evidence("event", 1_700_000_000_000L, new byte[] {1, 2}));
        return new Alert(
                "id",
                "acme",
                "access",
                "rule",
                1,
                "Rule",
                "low",
                "192.0.2.1",
                1_700_000_000_000L,
                1_700_000_001_000L,
                1_700_000_002_000L,
                "reason",
                events,
                evidence,
                late,
                staged);
    }
}
