package io.drey.format.nginx;

import static io.drey.format.Parsing.parsed;
import static io.drey.format.Parsing.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.format.Formats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NginxFormatTest {

    private static final String TIMED =
            "nginx:$remote_addr - $remote_user [$time_iso8601] \"$request\" $status $request_time $upstream_response_time \"$upstream_addr\"";

    @Test
    void readsTimesAndListsOfUpstreams() {
        LogEvent event = parsed(
                TIMED,
                "192.0.2.1 - - [2022-10-03T21:59:42+02:00] \"GET /a HTTP/2.0\" 200 0.123 0.120, 0.003 : 0.001 \"10.0.0.1:80, 10.0.0.2:80\"");

        assertThat(text(event, "@timestamp")).isEqualTo("2022-10-03T19:59:42Z");
        assertThat(text(event, "event.duration")).isEqualTo("123000000");
        assertThat(text(event, "nginx.upstream_response_time")).isEqualTo("0.120, 0.003 : 0.001");
        assertThat(text(event, "nginx.upstream_addr")).isEqualTo("10.0.0.1:80, 10.0.0.2:80");
        assertThat(text(event, "url.path")).isEqualTo("/a");
    }

    @Test
    void leavesOutWhatIsAbsent() {
        LogEvent event = parsed(TIMED, "192.0.2.1 - - [2022-10-03T21:59:42+02:00] \"GET /a HTTP/2.0\" 200 - - \"-\"");

        assertThat(event.has(Field.EVENT_DURATION)).isFalse();
        assertThat(event.openCount()).isZero();
    }

    @Test
    void takesATargetThatFollowsAHostWithNothingBetween() {
        LogEvent event = parsed(
                "nginx:$msec|$request_method $scheme://$host$request_uri $server_protocol|$http_user_agent",
                "1772600767.123|GET https://shop.example/a?b=c HTTP/2.0|curl 8");

        assertThat(text(event, "@timestamp")).isEqualTo("2026-03-04T05:06:07.123Z");
        assertThat(text(event, "http.request.method")).isEqualTo("GET");
        assertThat(text(event, "url.domain")).isEqualTo("shop.example");
        assertThat(text(event, "url.original")).isEqualTo("/a?b=c");
        assertThat(text(event, "url.query")).isEqualTo("b=c");
        assertThat(text(event, "http.version")).isEqualTo("2.0");
        assertThat(text(event, "user_agent.original")).isEqualTo("curl 8");
    }

    @Test
    void takesTheFinestOfSeveralTimesAndKeepsTheOthers() {
        LogEvent event = parsed(
                "nginx:[$time_local] $msec $remote_addr $remote_addr",
                "[04/Mar/2026:05:06:07 +0000] 1772600767.123 192.0.2.1 192.0.2.2");

        assertThat(text(event, "@timestamp")).isEqualTo("2026-03-04T05:06:07.123Z");
        assertThat(text(event, "nginx.time_local")).isEqualTo("04/Mar/2026:05:06:07 +0000");
        assertThat(text(event, "source.ip")).isEqualTo("192.0.2.1");
        assertThat(text(event, "nginx.remote_addr")).isEqualTo("192.0.2.2");
    }

    @Test
    void aPatternWithoutATimeCountsFromTheArrivalAndSaysSo() {
        LogEvent event = parsed("nginx:$remote_addr ${status}", "192.0.2.1 200");

        assertThat(event.timestampMillis()).isEqualTo(event.createdMillis());
        assertThat(text(event, "labels.drey.time")).isEqualTo("arrival");
        assertThat(text(event, "http.response.status_code")).isEqualTo("200");
    }

    @Test
    void takesQuotesAsTheConfigurationEscapesThem() {
        assertThat(text(parsed("nginx:$remote_addr \\\"$http_x_app\\\"", "192.0.2.1 \"a b\""), "nginx.http_x_app"))
                .isEqualTo("a b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    192.0.2.1 - - [2022-10-03T21:59:42+02:00] "GET /a HTTP/2.0" 20x 0.1 - "-" | $status: expected a status of three digits or '-' | 61
                    192.0.2.1 - - [2022-10-03 21h59] "GET /a HTTP/2.0" 200 0.1 - "-"           | $time_iso8601: expected a time stamp such as 2022-10-03T21:59:42+02:00 | 16
                    192.0.2.1 - - [2022-10-03T21:59:42+02:00] "GET /a HTTP/2.0" 200 -0.1 - "-" | $request_time: expected seconds such as 0.123, or '-' | 65
                    192.0.2.1 - - [2022-10-03T21:59:42+02:00] "GET /a HTTP/2.0" 200 0.1 - "-   | the line ends within $upstream_addr | 73
                    192.0.2.1 - - [2022-10-03T21:59:42+02:00] "GET /a HTTP/2.0" 200            | the line ends within $status | 64
                    """)
    void rejectsOtherLinesAndSaysWhere(String line, String reason, int column) {
        assertThat(rejected(TIMED, line).reason()).isEqualTo(reason);
        assertThat(rejected(TIMED, line).column()).isEqualTo(column);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nginx:no variables",
                "nginx:$remote_addr$remote_user",
                "nginx:$remote_addr $http_user_agent $status",
                "nginx:$remote_addr $cookie_id $status"
            })
    void refusesAPatternByWhichNobodyCouldRead(String format) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formats.parser(format))
                .withMessageStartingWith("'" + format);
    }

    private static String text(LogEvent event, String name) {
        return event.text(FieldName.parse(name));
    }
}
