package io.drey.operations.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopicLagsTest {

    @Test
    void aTopicThatNobodyReadsSaysWhetherThereIsAnythingToRead() {
        assertThat(new TopicLags.Lag("raw.acme.access", "ingest", 3, 0, 7).readBy())
                .isEqualTo("ingest");
        assertThat(new TopicLags.Lag("raw.acme.access", "", 7, 0, 7).readBy()).isEqualTo("nobody");
        assertThat(new TopicLags.Lag("raw.acme.access", "", 0, 0, 0).readBy()).isEqualTo("nobody: it has no lines yet");
        assertThat(new TopicLags.Lag("alerts.acme", "", 0, 0, 0).readBy()).isEqualTo("nobody: it has no records yet");
    }
}
