package io.drey.format.given;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.format.FileOrigin;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.Parsing;
import io.drey.format.TakenEvents;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GivenFieldsTest {

    private static final String LINE = "{\"timestamp\":\"2026-01-05T00:00:00Z\",\"message\":\"m\"%s}";
    private static final GivenFields FIELDS =
            new GivenFields(Map.of("cloud.region", "eu-central-1", "labels.team", "straße"));

    @Test
    void eachEventHasThem() {
        LogEvent event = event(LINE.formatted(""), FileOrigin.UNKNOWN);

        assertThat(event.text(Field.CLOUD_REGION)).isEqualTo("eu-central-1");
        assertThat(event.text(FieldName.parse("labels.team"))).isEqualTo("straße");
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(LINE.formatted(""));
    }

    @Test
    void whatTheLineAndItsPathSayCountsBefore() {
        String line = LINE.formatted(",\"labels\":{\"team\":\"shop\"}");
        LogEvent event = event(
                line,
                FileOrigin.of(
                        null, "s3://logs/AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/05/x".getBytes(UTF_8)));

        assertThat(event.text(FieldName.parse("labels.team"))).isEqualTo("shop");
        assertThat(event.text(Field.CLOUD_REGION)).isEqualTo("us-east-1");
    }

    @Test
    void aLineParsedAnewHasThemToo() {
        byte[] line = LINE.formatted("").getBytes(UTF_8);
        EventBuilder again = Parsing.event(line);

        Rejection rejection = pipeline().parse(again, 0, line.length, Parsing.event(line));

        assertThat(rejection).isNull();
        assertThat(again.text(Field.CLOUD_REGION)).isEqualTo("eu-central-1");
    }

    @ParameterizedTest
    @CsvSource({
        "app, unknown field 'app'",
        "http.response.status_code, cannot be given to all lines",
        "event.original, cannot be given to all lines",
        "labels.drey.time, cannot be given to all lines"
    })
    void refusesWhatIsNoFieldOfText(String name, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GivenFields.checkName(name))
                .withMessageContaining(words);
    }

    private static LinePipeline pipeline() {
        return new LinePipeline(LineSettings.of("json").withGiven(FIELDS));
    }

    private static LogEvent event(String line, FileOrigin file) {
        TakenEvents taken = new TakenEvents();
        pipeline().process(Parsing.event(line.getBytes(UTF_8)), file, taken);
        return taken.events.get(0);
    }
}
