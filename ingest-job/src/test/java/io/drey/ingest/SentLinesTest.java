package io.drey.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class SentLinesTest {

    private static final long NOON = 1_700_000_000_000L;
    private static final long AFTER = NOON + SentLines.REMEMBERED.toMillis() + 1;

    private final SentLines lines = new SentLines();

    @Test
    void aLineIsNewWhereItStandsHigherThanAllOfItsSource() {
        assertThat(lines.isNew("a", 0, NOON)).isTrue();
        assertThat(lines.isNew("a", 0, NOON)).isFalse();
        assertThat(lines.isNew("b", 0, NOON)).isTrue();
        assertThat(lines.isNew("a", 7, NOON)).isTrue();
        assertThat(lines.isNew("a", 6, NOON)).isFalse();
    }

    @Test
    void aSourceThatIsSilentForLongIsForgottenAndOthersAreNot() {
        lines.isNew("silent", 5, NOON);
        lines.isNew("lively", 5, NOON);
        lines.isNew("other", 5, NOON);
        lines.isNew("lively", 6, AFTER);

        assertThat(lines.size()).isEqualTo(1);
        assertThat(lines.isNew("lively", 6, AFTER)).isFalse();
        assertThat(lines.isNew("silent", 5, AFTER)).isTrue();
    }

    @Test
    void ofTooManySourcesThoseSilentForLongestAreForgotten() {
        for (int i = 0; i <= SentLines.MOST_SOURCES; i++) {
            lines.isNew("source " + i, 1, NOON);
        }

        assertThat(lines.size()).isEqualTo(SentLines.MOST_SOURCES);
        assertThat(lines.isNew("source 1", 1, NOON)).isFalse();
        assertThat(lines.isNew("source 0", 1, NOON)).isTrue();
    }

    @Test
    void aSnapshotKnowsTheSameAndForgetsInTheSameOrder() {
        lines.isNew("a", 5, NOON);
        lines.isNew("b", 7, NOON + 1);
        SentLines restored = SentLines.restore(lines.snapshot());

        assertThat(restored.isNew("a", 5, NOON)).isFalse();
        assertThat(restored.isNew("b", 7, NOON)).isFalse();
        assertThat(restored.isNew("b", 8, NOON)).isTrue();
        assertThat(SentLines.restore(new SentLines().snapshot()).isEmpty()).isTrue();
    }

    @Test
    void whatANewerVersionWroteIsRefused() {
        byte[] snapshot = lines.snapshot();
        snapshot[0]++;
        assertThatIllegalStateException()
                .isThrownBy(() -> SentLines.restore(snapshot))
                .withMessageContaining("version 2")
                .withMessageContaining("newer version of the job");
    }
}
