package io.drey.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {

    private static final Instant FIRST = Instant.parse("2026-02-27T13:00:00Z");
    private static final Instant LAST = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void timesAreThoseOfTheLastDays() {
        PathPattern pattern = PathPattern.of("s3://b/AWSLogs/*/{yyyy}/{MM}/{dd}/*.gz");

        assertThat(pattern.between(FIRST, LAST))
                .containsExactly(
                        List.of("AWSLogs", "*", "2026", "02", "27", "*.gz"),
                        List.of("AWSLogs", "*", "2026", "02", "28", "*.gz"),
                        List.of("AWSLogs", "*", "2026", "03", "01", "*.gz"));
    }

    @Test
    void hoursAreEachHour() {
        assertThat(PathPattern.of("hdfs://n/dt={yyyy}-{MM}-{dd}/{HH}/*").between(LAST.minusSeconds(3_600), LAST))
                .containsExactly(List.of("dt=2026-03-01", "11", "*"), List.of("dt=2026-03-01", "12", "*"));
    }

    @Test
    void withoutATimeThereIsOne() {
        assertThat(PathPattern.of("file:///var/log/*.log").between(FIRST, LAST))
                .containsExactly(List.of("var", "log", "*.log"));
        assertThat(PathPattern.of("file:///var/log/*.log").isLocal()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "s3://b/*.gz, true",
        "s3a://b/*.gz, true",
        "gs://b/*.gz, true",
        "hdfs://n/*.gz, false",
        "file:///d/*.gz, false"
    })
    void filesOfObjectStoresAreWholeAtOnce(String pattern, boolean isInObjectStore) {
        assertThat(PathPattern.of(pattern).isInObjectStore()).isEqualTo(isInObjectStore);
    }

    @ParameterizedTest
    @CsvSource({
        "*.gz, a.gz, true",
        "*.gz, a.gz.tmp, false",
        "*a*b*, xxaxxbxx, true",
        "*a*b*, xxbxxaxx, false",
        "a?c, abc, true",
        "a?c, ac, false",
        "a.c, abc, false",
        "a*, a, true",
        "b, a, false"
    })
    void starsAndQuestionMarksStandForCharacters(String part, String name, boolean matches) {
        assertThat(PathPattern.matches(part, name)).isEqualTo(matches);
    }

    @Test
    void aHostilePatternTakesNoTime() {
        assertThat(PathPattern.matches("*a".repeat(2_000) + "b", "a".repeat(4_000)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/var/log/*.log, no address of files",
        "s3://bucket, no address of files",
        "s3://*/a, no address of files",
        "s3://b/a/, names no folder or file",
        "s3://b/../a, names no folder or file",
        "s3://b/**/a, '**' is not understood",
        "s3://b/{day}/a, braces hold something else"
    })
    void whatCannotBeFollowedIsRefusedWithWhatIsUnderstood(String text, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathPattern.of(text))
                .withMessageContaining("'" + text + "'")
                .withMessageContaining(why)
                .withMessageContaining("write it as s3://");
    }
}
