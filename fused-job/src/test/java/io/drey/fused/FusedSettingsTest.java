package io.drey.fused;

import static io.drey.testing.SettingsAssertions.assertEverySettingHasADefaultAndIsRead;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.ingest.EventOutlet;
import io.drey.ingest.IngestSettings;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class FusedSettingsTest {

    @Test
    void everySettingHasADefaultAndIsRead() {
        assertEverySettingHasADefaultAndIsRead(
                FusedSettings.OPTIONS, FusedSettings::from, Map.of(), Map.of("fused-events-topics", "true"));
    }

    @Test
    void writesNoEventsTopicsUnlessAsked() {
        Configuration configuration = new Configuration();
        assertThat(FusedSettings.from(configuration).outlets()).containsExactly(EventOutlet.CLOCKED_STREAM);

        configuration.setString("fused-events-topics", "true");
        assertThat(FusedSettings.from(configuration).outlets())
                .containsExactlyInAnyOrder(EventOutlet.CLOCKED_STREAM, EventOutlet.TOPICS);
    }

    @Test
    void writesThemAsTheIngestJobDoes() {
        Configuration configuration = new Configuration();
        configuration.setString("events-format", "1");

        assertThat(FusedSettings.from(configuration).ingest()).isEqualTo(IngestSettings.from(configuration));
    }
}
