package io.drey.format.regex;

import static io.drey.format.Parsing.parsed;
import static io.drey.format.Parsing.rejected;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.format.Formats;
import io.drey.format.ProcessorTime;
import io.drey.format.expression.GroupNames;
import java.time.Duration;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternsTest {

    @Test
    void namedGroupsAreFieldsOrLabels() {
        LogEvent event = parsed(
                "regex:^(?<timestamp>\\S+) (?P<source.ip>\\S+)(?::(?<source_port>\\d+))? (user )?(?<[user][name]>\\S+) took (?<took>\\d+)ms$",
                "2024-05-01T10:00:00Z 192.0.2.4:17 user ann took 12ms");

        assertThat(text(event, "@timestamp")).isEqualTo("2024-05-01T10:00:00Z");
        assertThat(text(event, "source.ip")).isNull();
        assertThat(text(event, "labels.took")).isEqualTo("12");
        assertThat(text(event, "user.name")).isEqualTo("ann");
    }

    @Test
    void anAddressIsOneAndANumberIsANumber() {
        LogEvent event = parsed(
                "grok:%{TIMESTAMP_ISO8601:timestamp} %{IP:source.ip}:%{POSINT:source.port:int} %{WORD:verb}",
                "2024-05-01T10:00:00Z 2001:DB8:0::1:51234 GET and more");

        assertThat(event.text(Field.SOURCE_IP)).isEqualTo("2001:db8::1");
        assertThat(event.number(Field.SOURCE_PORT)).isEqualTo(51234);
        assertThat(text(event, "labels.verb")).isEqualTo("GET");
    }

    @Test
    void aGroupThatTookNoPartIsAbsent() {
        LogEvent event = parsed("regex:^(?<a>x)?(?<b>y)$", "y");

        assertThat(text(event, "labels.a")).isNull();
        assertThat(text(event, "labels.b")).isEqualTo("y");
    }

    @Test
    void bytesThatAreNoUtf8AreMatchedAndKept() {
        byte[] line = "\u00ff 2024-05-01T10:00:00Z \u00fex".getBytes(ISO_8859_1);

        LogEvent event = parsed(Formats.parser("regex:(?<timestamp>2\\S+) (?<rest>.*)$"), line);

        assertThat(event.slice(Field.EVENT_ORIGINAL)).isEqualTo(line);
        assertThat(text(event, "labels.rest")).isEqualTo("\ufffdx");
    }

    @Test
    void apachesLinesAreTaken() {
        LogEvent event = parsed(
                "grok:%{COMBINEDAPACHELOG}",
                "192.0.2.1 - ann [03/Oct/2022:21:59:42 +0200] \"GET /a?b=c HTTP/1.1\" 200 - \"-\" \"curl/8\"");

        assertThat(text(event, "@timestamp")).isEqualTo("2022-10-03T19:59:42Z");
        assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(200);
        assertThat(event.text(Field.URL_PATH)).isEqualTo("/a");
        assertThat(event.text(Field.USER_NAME)).isEqualTo("ann");
    }

    @Test
    void aLineOfAnotherLayoutIsRejected() {
        assertThat(rejected("regex:^a$", "b").reason()).isEqualTo("the line does not match the pattern");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "regex:(?=a)b | has no look-around",
                "regex:(a)\\1 | no back references",
                "regex:(?<a | a group's name ends nowhere, at character 1",
                "regex:((a{100}){100}) | a part is repeated more than 1000 times, at character 10",
                "regex:( | is no expression of RE2",
                "grok:%{NOSUCH} | %{NOSUCH} is no pattern: use one of BASE10NUM",
            })
    void refusesWhatIsNotLinear(String format, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formats.parser(format))
                .withMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "regex:\\(\\?<a>\\) [()?<x>{5}]+ \\Q(?<b>\\E(?<c>.)",
                "regex:(?i)(?<a>[[:alpha:]]{2,3})(?:x)",
                "regex:\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?<a>.)"
            })
    void tellsGroupsFromTextsThatLookLikeThem(String format) {
        GroupNames expression = GroupNames.of(format.substring(format.indexOf(':') + 1));

        assertThat(expression.names()).hasSize(1);
        assertThat(expression.pattern().groupCount()).isEqualTo(1);
    }

    static Collection<String> names() {
        return GrokLibrary.patterns().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyPatternOfTheLibraryIsOneOfRe2(String name) {
        assertThatNoException().isThrownBy(() -> Formats.parser("grok:%{" + name + ":x}"));
    }

    /** What takes others minutes. */
    @ParameterizedTest
    @ValueSource(strings = {"regex:^(a+)+$", "regex:^(a|a)*b$", "grok:%{DATA}%{DATA}%{DATA}%{DATA}x$"})
    void takesTimeThatGrowsWithTheLine(String format) {
        String line = "a".repeat(100_000) + "!";

        assertThat(ProcessorTime.atMost(Duration.ofSeconds(15), () -> rejected(format, line)))
                .isNotNull();
    }

    private static String text(LogEvent event, String name) {
        return event.text(FieldName.parse(name));
    }
}
