package io.drey.query.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GlobsTest {

    private static final Globs WEB = new Globs(List.of("web-*", "db-1"));
    private static final Globs ONES = new Globs(List.of("*-1"));

    @Test
    void bothMustFit() {
        Globs both = WEB.and(ONES);

        assertThat(List.of("web-1", "db-1")).allMatch(both::matches);
        assertThat(List.of("web-2", "mail-1", "db-2")).noneMatch(both::matches);
        assertThat(both.condition("host"))
                .isEqualTo("(host LIKE '%-1' ESCAPE '!') AND (host LIKE 'web-%' ESCAPE '!' OR host = 'db-1')");
        assertThat(both.words()).isEqualTo("*-1 and web-*,db-1");
        assertThat(both.isAll()).isFalse();
        assertThat(new Globs(List.of("a")).and(new Globs(List.of("b"))).areExact())
                .isFalse();
    }

    @Test
    void whatLeavesNothingOutAndWhatIsThereAlreadyAddNothing() {
        assertThat(Globs.ALL.and(WEB)).isEqualTo(WEB);
        assertThat(WEB.and(Globs.ALL)).isEqualTo(WEB);
        assertThat(WEB.and(WEB)).isEqualTo(WEB);
        assertThat(WEB.and(ONES).and(WEB)).isEqualTo(WEB.and(ONES));
        assertThat(WEB.and(WEB.and(ONES)).parts()).containsExactlyInAnyOrder(WEB, ONES);
    }
}
