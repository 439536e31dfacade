package io.drey.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class DeliverySettingsTest {

    @Test
    void deliversToAllTargetsByDefault() {
        DeliverySettings settings = DeliverySettings.from(new Configuration());

        assertThat(settings.targets()).containsExactlyInAnyOrder(Target.values());
        assertThat(settings.groupId()).isEqualTo("delivery-job-opensearch-lake");
    }

    @Test
    void deliversToTheTargetsNamed() {
        DeliverySettings settings = from("lake");

        assertThat(settings.deliversTo(Target.LAKE)).isTrue();
        assertThat(settings.deliversTo(Target.OPENSEARCH)).isFalse();
        assertThat(settings.groupId()).isEqualTo("delivery-job-lake");
    }

    @Test
    void refusesATargetItDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from("fax"))
                .withMessage("delivery-targets names 'fax': use opensearch, lake, or both with a semicolon between");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DeliverySettings(Set.of()))
                .withMessageContaining("delivery-targets is empty");
    }

    private static DeliverySettings from(String targets) {
        return DeliverySettings.from(Configuration.fromMap(Map.of("delivery-targets", targets)));
    }
}
