package io.drey.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.configuration.SearchPolicy.Original;
import io.drey.configuration.SearchPolicy.Period;
import io.drey.configuration.SearchPolicy.Selection;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchPolicyTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");

    @ParameterizedTest
    @CsvSource({
        "200, , false",
        "399, , false",
        "400, , true",
        "503, , true",
        "0, error, true",
        "0, WARNING, true",
        "0, 4, true",
        "0, notice, false",
        "0, 5, false",
        "0, , false"
    })
    void errorsAreStatusesFrom400AndLevelsFromWarning(int status, String level, boolean error) {
        EventBuilder event = event(0);
        if (status > 0) {
            event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        }
        if (level != null) {
            event.append(Field.LOG_LEVEL, level.getBytes(UTF_8));
        }

        assertThat(policy(Selection.ERRORS, 1).selects(event)).isEqualTo(error);
        assertThat(policy(Selection.ALL, 1).selects(event)).isTrue();
        assertThat(policy(Selection.NONE, 1).selects(event)).isFalse();
    }

    @Test
    void aSampleTakesAboutOneInSoManyAndAlwaysTheSame() {
        SearchPolicy policy = policy(Selection.SAMPLE, 100);

        long[] taken = taken(policy);

        assertThat(taken.length).isBetween(900, 1_100);
        assertThat(taken(policy)).isEqualTo(taken);
    }

    private static long[] taken(SearchPolicy policy) {
        return LongStream.range(0, 100_000)
                .filter(offset -> policy.selects(event(offset)))
                .toArray();
    }

    @Test
    void saysTheSameAsItsKeys() {
        SearchPolicy policy = new SearchPolicy(Selection.SAMPLE, 7, Period.MONTHLY, Original.KEPT);
        DatasetDocument document = DatasetDocument.live(ACCESS, "json").withSearch(policy);

        assertThat(DatasetDocument.of(document.toDocument(), TenantDocument.defaults("acme"))
                        .search())
                .isEqualTo(policy);
        assertThat(DatasetDocument.live(ACCESS, "json").search())
                .isEqualTo(new SearchPolicy(Selection.ALL, 1, Period.DAILY, Original.DROPPED));
    }

    @Test
    void refusesASampleOfNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy(Selection.SAMPLE, 0))
                .withMessage("search-sample is 0: it must be at least 1");
    }

    private static SearchPolicy policy(Selection selection, int sampleOneIn) {
        return new SearchPolicy(selection, sampleOneIn, Period.DAILY, Original.DROPPED);
    }

    private static EventBuilder event(long offset) {
        return new EventBuilder(ACCESS, "topic", "raw.acme.access", 0, offset, 0, 0, new byte[0]);
    }
}
