package io.drey.ingest;

import static io.drey.testing.SettingsAssertions.assertEverySettingHasADefaultAndIsRead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class IngestSettingsTest {

    private final Configuration configuration = new Configuration();

    @Test
    void everySettingHasADefaultAndIsRead() {
        assertEverySettingHasADefaultAndIsRead(
                IngestSettings.OPTIONS,
                IngestSettings::from,
                Map.of(),
                Map.of(
                        "events-format",
                        "1",
                        "ingest-secrets",
                        "/run/secrets",
                        "ingest-geo-databases",
                        "/geo/a.mmdb, /geo/b.mmdb"));
    }

    @Test
    void writesBatchesUnlessAskedForTheEarlierForm() {
        assertThat(IngestSettings.from(configuration).eventsFormat()).isEqualTo(EventsFormat.BATCHES);

        configuration.setString("events-format", "2");
        assertThat(IngestSettings.from(configuration).eventsFormat()).isEqualTo(EventsFormat.BATCHES);

        configuration.setString("events-format", "1");
        assertThat(IngestSettings.from(configuration).eventsFormat()).isEqualTo(EventsFormat.SINGLE);
    }

    @Test
    void refusesAVersionThatItCannotWrite() {
        configuration.setString("events-format", "3");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> IngestSettings.from(configuration))
                .withMessageContaining("'events-format' is 3")
                .withMessageContaining("use 1");
    }
}
