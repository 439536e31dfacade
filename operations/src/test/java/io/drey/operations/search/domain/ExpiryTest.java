package io.drey.operations.search.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.operations.search.domain.Expiry.Delete;
import io.drey.operations.search.domain.Expiry.DeleteDocuments;
import io.drey.operations.search.domain.Expiry.Selection;
import io.drey.operations.search.domain.Expiry.Stay;
import io.drey.operations.search.domain.Expiry.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryTest {

    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    @Test
    void anIndexGoesWhenItsLastDocumentIsPastItsTime() {
        assertThat(judge("logs-acme-2026.02.07", "logs=30d")).isInstanceOf(Delete.class);
        assertThat(judge("logs-acme-2026.02.08", "logs=30d")).isInstanceOf(Stay.class);
        assertThat(judge("logs-acme-2026.02.07", "logs=30d").reason()).isEqualTo("day ended 2026-02-08, kept logs=30d");
        assertThat(judge("logs-acme-2026.02.08", "logs=30d").reason()).isEqualTo("until 2026-03-11 (logs=30d)");
        assertThat(judge("logs-acme-2026.02", "logs=9d")).isInstanceOf(Delete.class);
        assertThat(judge("logs-acme-2026.02", "logs=10d")).isInstanceOf(Stay.class);
    }

    @Test
    void whatNoRuleIsForStays() {
        assertThat(judge("alerts-acme-2001.01", "logs=30d")).isEqualTo(new Stay("no --keep is for it"));
        assertThat(judge("logs-acme-2001.01", "other:logs=30d")).isEqualTo(new Stay("no --keep is for it"));
        assertThat(judge("rejected-logs-acme-2001.01", "logs=30d")).isInstanceOf(Stay.class);
        assertThat(judge("rejected-logs-acme-2001.01", "rejected=30d")).isInstanceOf(Delete.class);
    }

    @Test
    void theTenantsRuleHoldsBeforeEverybodys() {
        assertThat(judge("logs-acme-2026.02.01", "logs=30d", "acme:logs=90d")).isInstanceOf(Stay.class);
        assertThat(judge("logs-other-2026.02.01", "logs=30d", "acme:logs=90d")).isInstanceOf(Delete.class);
        assertThat(judge("logs-acme-2026.03.01", "acme:logs=2d", "logs=30d")).isInstanceOf(Delete.class);
    }

    @Test
    void aDatasetThatIsKeptLongerKeepsItsIndexAndTheOthersGo() {
        assertThat(judge("logs-acme-2026.01.01", "logs=30d", "acme/audit:logs=400d"))
                .isEqualTo(new DeleteDocuments(List.of("audit"), Selection.ALL_BUT_THESE, "kept logs=30d"));
        assertThat(judge("logs-acme-2026.03.01", "logs=30d", "acme/audit:logs=400d"))
                .isInstanceOf(Stay.class);
        assertThat(judge("logs-acme-2025.01.01", "logs=30d", "acme/audit:logs=400d"))
                .isInstanceOf(Delete.class);
    }

    @Test
    void aDatasetThatIsKeptShorterGoesByItself() {
        assertThat(judge("logs-acme-2026.03.01", "logs=30d", "acme/debug:logs=3d"))
                .isEqualTo(new DeleteDocuments(List.of("debug"), Selection.THESE, "kept acme/debug:logs=3d"));
        assertThat(judge("logs-acme-2026.03.01", "acme/debug:logs=3d"))
                .isEqualTo(new DeleteDocuments(List.of("debug"), Selection.THESE, "kept acme/debug:logs=3d"));
        assertThat(judge("logs-acme-2026.01.01", "logs=30d", "acme/debug:logs=3d"))
                .isInstanceOf(Delete.class);
    }

    @Test
    void nothingGoesOnTheDayItWasWritten() {
        assertThat(judge("logs-acme-2026.03.10", "logs=0d")).isInstanceOf(Stay.class);
        assertThat(judge("logs-acme-2026.03.09", "logs=0d")).isInstanceOf(Delete.class);
    }

    @Test
    void twoRulesForTheSameAreRefused() {
        assertThatThrownBy(() -> judge("logs-acme-2026.03.10", "logs=1d", "acme:logs=2d", "logs=3d"))
                .hasMessageContaining("--keep logs=1d and --keep logs=3d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "logs",
                "logs=30",
                "logs=-1d",
                "logs=1.5d",
                "all=30d",
                "acme/:logs=3d",
                "Acme:logs=3d",
                "*:logs=3d"
            })
    void whatIsNoRuleIsRefused(String rule) {
        assertThatThrownBy(() -> Keep.parse(rule))
                .hasMessageContaining("'" + rule + "'")
                .hasMessageContaining("logs=30d");
    }

    private static Verdict judge(String index, String... rules) {
        return new Expiry(Stream.of(rules).map(Keep::parse).toList())
                .judge(DatedIndex.of(index).orElseThrow(), NOON);
    }
}
