package io.drey.lake.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class AuditSettingsTest {

    @Test
    void queriesNeedNoRecordAndRestoresDoUnlessToldOtherwise() {
        assertThat(AuditSettings.from(new Configuration()))
                .isEqualTo(new AuditSettings(AuditPolicy.BEST_EFFORT, AuditPolicy.REQUIRED));
    }

    @Test
    void readsEveryKey() {
        assertThat(AuditSettings.from(
                        Configuration.fromMap(Map.of("lake-audit-queries", "required", "lake-audit-restores", "off"))))
                .isEqualTo(new AuditSettings(AuditPolicy.REQUIRED, AuditPolicy.OFF));
        assertThat(AuditSettings.OPTIONS)
                .extracting(ConfigOption::key)
                .containsExactly("lake-audit-queries", "lake-audit-restores");
    }

    @Test
    void namesTheKeyAndTheRemedy() {
        assertThatThrownBy(() -> AuditSettings.from(Configuration.fromMap(Map.of("lake-audit-queries", "yes"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lake-audit-queries is 'yes': write off, best-effort or required");
    }
}
