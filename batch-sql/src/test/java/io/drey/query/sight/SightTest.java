package io.drey.query.sight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.DatasetId;
import io.drey.query.sql.Globs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SightTest {

    private static final Sight WEB = sight("web", AccessRole.SECURITY, "acme,globex", "access*", "*", 30);
    private static final Sight EUROPE = sight("europe", AccessRole.ANALYST, "acme", "*", "eu-*", 90);

    private static Sight sight(
            String name, AccessRole role, String tenants, String datasets, String regions, int days) {
        return new Sight(
                name,
                Globs.parse("tenants", tenants),
                role,
                Globs.parse("datasets", datasets),
                Globs.ALL,
                Globs.parse("regions", regions),
                Optional.of(Duration.ofDays(days)),
                ImpersonalFields.NONE);
    }

    @Test
    void theNarrowerOfBothHolds() {
        for (Sight both : List.of(WEB.and(EUROPE), EUROPE.and(WEB))) {
            assertThat(both.role()).isEqualTo(AccessRole.ANALYST);
            assertThat(both.past()).hasValue(Duration.ofDays(30));
            assertThat(both.datasets().patterns()).containsExactly("access*");
            assertThat(both.regions().patterns()).containsExactly("eu-*");
            assertThat(both.tenants().matches("acme")).isTrue();
            assertThatThrownBy(() -> both.requireTenant("globex")).isInstanceOf(AccessRefusedException.class);
            assertThatThrownBy(() -> both.requireLines("acme")).hasMessageContaining("sees no lines");
        }
        assertThat(WEB.and(EUROPE).words())
                .isEqualTo("role web within europe, analyst, datasets access*, regions eu-*, the last PT720H");
    }

    @Test
    void whoSeesEverythingAddsNothing() {
        assertThat(Sight.EVERYTHING.and(WEB)).isEqualTo(WEB);
        assertThat(WEB.and(Sight.EVERYTHING)).isEqualTo(WEB);
        assertThat(WEB.and(WEB)).isEqualTo(WEB);
    }

    @Test
    void aDatasetIsGivenAwayWholeOrNotAtAll() {
        WEB.requireLinesOf(new DatasetId("acme", "access1"));

        assertThatThrownBy(() -> WEB.requireLinesOf(new DatasetId("acme", "mail")))
                .hasMessage("the role web sees nothing of dataset mail");
        assertThatThrownBy(() -> sight("eu", AccessRole.SECURITY, "acme", "*", "eu-*", 1)
                        .requireLinesOf(new DatasetId("acme", "mail")))
                .hasMessageContaining("some hosts or regions alone");
    }
}
