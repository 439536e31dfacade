package io.drey.query.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.query.sql.SqlTokens;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTokensTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM lake.drey.logs",
                "SELECT * FROM \"lake\".\"drey\".\"logs\"",
                "SELECT * FROM lake . drey\n.\tlogs",
                "SELECT * FROM lake/* ' */./* \" */drey--'\n.logs",
                "SELECT 'it''s' FROM \"a\"\"b\".c.d",
                "SELECT '--' FROM a.b.c",
                "SELECT '/*' FROM a.b.c -- */",
                "SELECT '\\' FROM a.b.c --'",
                "SELECT 1.5 FROM a.b.c",
                "TABLE a.b.\"c$history\"",
            })
    void findsNamesOfThreeParts(String sql) {
        assertThat(SqlTokens.of(sql).nameOfParts(3)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT l.url_path FROM logs l",
                "SELECT 'a.b.c' FROM logs",
                "SELECT \"a.b.c\" FROM logs",
                "SELECT 1 -- a.b.c\nFROM logs",
                "SELECT /* a.b.c */ 1 FROM logs",
                "SELECT 1.2e3, .5, a.b FROM logs a",
                "SELECT a.b, c.d FROM logs",
                "SELECT 'unfinished a.b.c",
                "/* unfinished a.b.c",
                ""
            })
    void isNotMisledByTextAndComments(String sql) {
        assertThat(SqlTokens.of(sql).nameOfParts(3)).isEmpty();
    }

    @Test
    void putsOurNamedQueriesBeforeThoseOfTheText() {
        assertThat(with("SELECT 1")).isEqualTo("WITH logs AS (x),\nalerts AS (y)\nSELECT 1");
        assertThat(with("with a AS (z) SELECT 1")).isEqualTo("WITH logs AS (x),\nalerts AS (y),\n a AS (z) SELECT 1");
        assertThat(with("/* all */ WITH RECURSIVE a AS (z) SELECT 1"))
                .isEqualTo("WITH RECURSIVE logs AS (x),\nalerts AS (y),\n a AS (z) SELECT 1");
    }

    private static String with(String own) {
        return TrinoQueryEngine.withViews(List.of("logs AS (x)", "alerts AS (y)"), own, SqlTokens.of(own));
    }

    @Test
    void givesATextWithoutItsValues() {
        assertThat(SqlTokens.of(
                                "SELECT a.b, 1.5 AS \"n\" -- of 1.2.3.4\n FROM logs/* ann */ WHERE source_ip='1.2.3.4' OR u = 'o''x' LIMIT 10")
                        .withoutValues())
                .isEqualTo("SELECT a.b , ? AS \"n\" FROM logs WHERE source_ip = ? OR u = ? LIMIT ?");
        assertThat(SqlTokens.of("SELECT 'unfinished 1.2.3.4").withoutValues()).isEqualTo("SELECT ?");
        assertThat(SqlTokens.of("SELECT U&'1.2.3.4', X'31', TIMESTAMP '2026-01-01'")
                        .withoutValues())
                .doesNotContain("1")
                .startsWith("SELECT U & ?");
    }
}
