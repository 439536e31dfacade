package io.drey.format.auto;

import static io.drey.format.Parsing.parsed;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutoParserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<134>Oct  3 21:59:42 fw1 CEF:0|Acme|FW|1|100|Denied|5|src=192.0.2.1 act=deny",
                "<134>1 2023-10-03T21:59:42Z fw1 agent - - - CEF:0|Acme|FW|1|100|Denied|5|src=192.0.2.1 act=deny",
                "<134>Oct  3 21:59:42 fw1 LEEF:1.0|Acme|FW|1|100|src=192.0.2.1\taction=deny",
                "<134>Oct  3 21:59:42 fw1 date=2023-10-03 time=21:59:42 devname=\"fw1\" srcip=192.0.2.1 action=\"deny\"",
            })
    void whatDevicesPutBehindAHeaderIsRead(String line) {
        LogEvent event = parsed("auto", line);

        assertThat(event.text(Field.HOST_NAME)).isEqualTo("fw1");
        assertThat(event.text(Field.SOURCE_IP)).isEqualTo("192.0.2.1");
        assertThat(event.number(Field.LOG_SYSLOG_PRIORITY)).isEqualTo(134);
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(line);
        assertThat(event.openText(event.openIndex("labels.drey.format"))).isEqualTo("syslog");
        assertThat(event.openIndex("labels.drey.message_format")).isNegative();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<13>Oct  3 21:59:42 host app: no CEF: in it", "<13>Oct  3 21:59:42 host app: devname=x"})
    void whatOnlyNamesThemStaysTheMessage(String line) {
        LogEvent event = parsed("auto", line);

        assertThat(event.text(Field.LOG_SYSLOG_APPNAME)).isEqualTo("app");
        assertThat(event.text(Field.MESSAGE)).isEqualTo(line.substring(line.indexOf("app: ") + 5));
    }
}
