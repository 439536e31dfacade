package io.drey.query.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.lake.LakeTable;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.sight.Sight;
import io.drey.query.sql.SqlDialect;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantViewTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT event_original FROM logs",
                "SELECT \"EVENT_ORIGINAL\" FROM logs",
                "SELECT * FROM logs",
                "SELECT l.* FROM logs l",
                "SELECT COUNT(DISTINCT l.*) FROM logs l",
                "TABLE logs",
                "SELECT 1 FROM logs natural join alerts",
                "SELECT U&\"event\\005foriginal\" FROM logs",
                "SELECT COUNT(*) FROM (SELECT * FROM logs)"
            })
    void linesAreThereForWhoMaySeeThem(String sql) {
        assertThat(TenantView.maySeeLines(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT COUNT(*) AS n FROM logs",
                "SELECT count ( * ) FROM logs",
                "SELECT url_path, url_original FROM logs ORDER BY 1"
            })
    void whoDoesNotAskForLinesIsSparedWhatRendersThem(String sql) {
        assertThat(TenantView.maySeeLines(sql)).isFalse();
    }

    @Test
    void aViewWithoutLinesHasAllOtherColumns() {
        for (SqlDialect dialect : SqlDialect.values()) {
            TenantView view = new TenantView(
                    dialect, QueryRequest.ofSql("SELECT 1 FROM logs", Map.of("tenant", "acme")), Sight.EVERYTHING);
            String with = view.sql("SELECT * FROM logs", LakeTable.LOGS, "lake");
            String without = view.sql("SELECT COUNT(*) FROM logs", LakeTable.LOGS, "lake");
            assertThat(with).contains("event_original");
            assertThat(without).doesNotContain("event_original").contains("url_original", "event_renderer", "event_id");
            if (dialect == SqlDialect.TRINO) {
                assertThat(without).hasSizeLessThan(with.length() / 2);
            } else {
                // A function gives the line: it is told each field, and nothing of formats.
                assertThat(with).hasSizeLessThan(2 * without.length());
            }
        }
    }
}
