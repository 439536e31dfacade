package io.drey.lake.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    @Test
    void aReasonIsTheSameWhateverItQuotes() {
        assertThat(DeadLetters.general("expected a status, found '20x' at 17 of v2"))
                .isEqualTo(DeadLetters.general("expected a status, found '9' at 4 of v2"))
                .isEqualTo("expected a status, found '…' at … of v2");
    }

    @Test
    void namesAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> selection("Acme", "access"));
        assertThatIllegalArgumentException().isThrownBy(() -> selection("acme", "a.b"));
    }

    private static DeadLetters.Selection selection(String tenant, String dataset) {
        return new DeadLetters.Selection(
                tenant, Optional.of(dataset), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
