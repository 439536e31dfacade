package io.drey.format.apache;

import static io.drey.format.Parsing.parsed;
import static io.drey.format.Parsing.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.format.Formats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApacheFormatTest {

    @Test
    void readsWhatDebianWritesForSeveralHosts() {
        LogEvent event = parsed(
                "apache:%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"",
                "shop.example:443 192.0.2.1 - - [03/Oct/2022:21:59:42 +0200] \"GET / HTTP/1.1\" 200 512 \"-\" \"an \\\"odd\\\" agent\"");

        assertThat(text(event, "destination.domain")).isEqualTo("shop.example");
        assertThat(text(event, "destination.port")).isEqualTo("443");
        assertThat(text(event, "http.response.bytes")).isEqualTo("512");
        assertThat(text(event, "user_agent.original")).isEqualTo("an \\\"odd\\\" agent");
    }

    @Test
    void readsDurationsHeadersCookiesAndNotes() {
        LogEvent event = parsed(
                "apache:%{X-Forwarded-For}i %a %{c}a %{remote}p %{msec}t %D %{ms}T %I %X %k \"%{SID}C\" \"%{Content-Type}o\" %{UNIQUE_ID}e %{SSL_PROTOCOL}x %{SSL_CIPHER}x %!200,304{X-App}i %%",
                "198.51.100.1, 10.0.0.9 192.0.2.1 10.0.0.1 51000 1772600767123 2500 2 320 + 4 \"a b\" \"text/html; charset=utf-8\" Zk1 TLSv1.3 TLS_AES_128_GCM_SHA256 - %");

        assertThat(text(event, "http.request.forwarded_for")).isEqualTo("198.51.100.1, 10.0.0.9");
        assertThat(text(event, "source.ip")).isEqualTo("192.0.2.1");
        assertThat(text(event, "apache.peer_address")).isEqualTo("10.0.0.1");
        assertThat(text(event, "source.port")).isEqualTo("51000");
        assertThat(text(event, "@timestamp")).isEqualTo("2026-03-04T05:06:07.123Z");
        assertThat(text(event, "event.duration")).isEqualTo("2500000");
        assertThat(text(event, "apache.duration")).isEqualTo("2");
        assertThat(text(event, "http.request.bytes")).isEqualTo("320");
        assertThat(text(event, "apache.connection_status")).isEqualTo("+");
        assertThat(text(event, "apache.cookie_sid")).isEqualTo("a b");
        assertThat(text(event, "http.response.mime_type")).isEqualTo("text/html; charset=utf-8");
        assertThat(text(event, "apache.env_unique_id")).isEqualTo("Zk1");
        assertThat(text(event, "tls.version")).isEqualTo("1.3");
        assertThat(text(event, "tls.cipher")).isEqualTo("TLS_AES_128_GCM_SHA256");
        assertThat(event.openIndex("apache.http_x_app")).isNegative();
    }

    @Test
    void readsTimesOfStrftimeAndTargetsInParts() {
        LogEvent event = parsed(
                "apache:%{%Y-%m-%dT%H:%M:%S%z}t %m %U%q %H %s %>s",
                "2022-10-03T21:59:42+0200 GET /a?b=c HTTP/1.1 302 200");

        assertThat(text(event, "@timestamp")).isEqualTo("2022-10-03T19:59:42Z");
        assertThat(text(event, "url.original")).isEqualTo("/a?b=c");
        assertThat(text(event, "url.path")).isEqualTo("/a");
        assertThat(text(event, "url.query")).isEqualTo("b=c");
        assertThat(text(event, "http.version")).isEqualTo("1.1");
        assertThat(text(event, "http.response.status_code")).isEqualTo("302");
        assertThat(text(event, "apache.status")).isEqualTo("200");
    }

    @Test
    void knowsNicknames() {
        assertThat(text(
                        parsed(
                                "apache:common",
                                "192.0.2.1 - - [03/Oct/2022:21:59:42 +0200] \"GET / HTTP/1.1\" 200 512"),
                        "http.response.body.bytes"))
                .isEqualTo("512");
    }

    @Test
    void saysWhichValueIsWrongAndWhere() {
        assertThat(rejected("apache:%h %>s %D", "192.0.2.1 200 fast").reason())
                .isEqualTo("%D: expected a number of microseconds, or '-'");
        assertThat(rejected("apache:%h %>s %D", "192.0.2.1 200 fast").column()).isEqualTo(15);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apache:text",
                "apache:%h%l",
                "apache:%h %Z",
                "apache:%h %{}i",
                "apache:%h %{min}T",
                "apache:%h %{User-Agent}i %s",
                "apache:%h %{%Q}t",
                "apache:%h %{msec_frac}t"
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
