package io.drey.operations.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.DatasetId;
import io.drey.lake.retention.Retention;
import io.drey.operations.OperationException;
import io.drey.operations.control.ControlState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DocumentedRetentionTest {

    private static final Retention.Keep OF_GLOBEX =
            new Retention.Keep(new DatasetId("globex", "access"), Duration.ofDays(30));

    private final ControlState state = new ControlState();
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void publish() {
        for (String tenant : List.of("acme", "globex")) {
            publish("control", "tenant/" + tenant, "{'kind': 'Tenant', 'name': '%s'}".formatted(tenant));
            publish(
                    "control." + tenant,
                    "dataset/access",
                    "{'kind': 'Dataset', 'tenant': '%s', 'name': 'access', 'format': 'combined', 'retention': '30d'}"
                            .formatted(tenant));
        }
    }

    @Test
    void aRefusedDocumentKeepsItsTenantsRowsAndNobodyElses() {
        publish("control.acme", "dataset/audit", "nonsense");

        DocumentedRetention retention = read(Optional.empty());

        assertThat(retention.keeps()).containsExactly(OF_GLOBEX);
        assertThat(retention.refused()).containsOnlyKeys("acme");
        assertThat(retention.refusals())
                .contains("acme: nothing is deleted", "control.acme offset 0, key 'dataset/audit'", "drey apply");
        assertThat(read(Optional.of("globex")).refused()).isEmpty();
    }

    @Test
    void aTenantsOwnDocumentThatIsRefusedIsThatTenants() {
        publish("control", "tenant/acme", "nonsense");

        assertThat(read(Optional.empty()).keeps()).containsExactly(OF_GLOBEX);
        assertThat(read(Optional.of("acme")).refused()).containsOnlyKeys("acme");
    }

    @Test
    void ifNobodyKnowsWhoseARefusedDocumentIsNothingIsDeleted() {
        publish("control", "dataset/access", "{'kind': 'Dataset'}");

        assertThatThrownBy(() -> read(Optional.empty()))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("key 'dataset/access': refused");
    }

    @Test
    void aDatasetWithoutItsTenantKeepsItsRows() {
        publish(
                "control.initech",
                "dataset/access",
                "{'kind': 'Dataset', 'tenant': 'initech', 'name': 'access', 'format': 'combined', 'retention': '1d'}");

        assertThat(read(Optional.empty()).keeps()).hasSize(2).contains(OF_GLOBEX);
        assertThat(read(Optional.empty()).refusals())
                .isEqualTo("initech: dataset initech/access has no tenant: apply its document");
    }

    private DocumentedRetention read(Optional<String> tenant) {
        return DocumentedRetention.of(state, tenant, Optional.empty(), told::add);
    }

    private void publish(String topic, String key, String document) {
        state.accept(topic, 0, key.getBytes(UTF_8), document.replace('\'', '"').getBytes(UTF_8));
    }
}
