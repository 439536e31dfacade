package io.drey.format.keyvalue;

import static io.drey.format.Parsing.parsed;
import static io.drey.format.Parsing.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyValueParserTest {

    @ParameterizedTest
    @ValueSource(strings = {"logfmt", "kv", "kv:;"})
    void aPriorityOfSyslogMayStandInFront(String format) {
        LogEvent event = parsed(format, "<134>level=warn");

        assertThat(event.number(Field.LOG_SYSLOG_PRIORITY)).isEqualTo(134);
        assertThat(event.number(Field.LOG_SYSLOG_FACILITY_CODE)).isEqualTo(16);
        assertThat(event.number(Field.LOG_SYSLOG_SEVERITY_CODE)).isEqualTo(6);
        assertThat(event.text(Field.LOG_LEVEL)).isEqualTo("warn");
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo("<134>level=warn");
        assertThat(parsed(format, "level=warn").has(Field.LOG_SYSLOG_PRIORITY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<192>level=warn", "<>level=warn", "<x>level=warn", "<01>level=warn"})
    void whatIsInAngleBracketsAndNoPriorityIsNone(String line) {
        assertThat(rejected("kv:;", line).reason()).isEqualTo("expected a key and '='");
        assertThat(parsed("logfmt", line).has(Field.LOG_SYSLOG_PRIORITY)).isFalse();
    }
}
