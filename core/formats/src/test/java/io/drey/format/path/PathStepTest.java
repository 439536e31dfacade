package io.drey.format.path;

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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathStepTest {

    private static final String ALB = "s3://logs/prod/AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2026/01/05/"
            + "111122223333_elasticloadbalancing_eu-west-1_app.web.50dc6c495c0c9188_20260105T0015Z_192.0.2.1_3x.log.gz";
    private static final String JSON = "{\"timestamp\":\"2026-01-05T00:00:00Z\",\"message\":\"m\"%s}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                ALB,
                "s3://logs/AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2026/01/05/x.log",
                "s3://logs/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/01/05/x.json.gz",
                "s3://logs/AWSLogs/o-exampleorgid/111122223333/CloudTrail/eu-west-1/2026/01/05/x.json.gz",
                "s3://logs/o-exampleorgid/AWSLogs/o-exampleorgid/111122223333/CloudTrail/eu-west-1/2026/01/05/x.json.gz",
                "s3://logs/AWSLogs/111122223333/CloudTrail-Insight/eu-west-1/2026/01/05/x.json.gz",
                "s3://logs/AWSLogs/111122223333/vpcflowlogs/eu-west-1/2026/01/05/x.log.gz",
                "s3://logs/AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=eu-west-1/year=2026/month=01/day=05/x.log.gz",
                "s3://logs/AWSLogs/111122223333/WAFLogs/eu-west-1/web/2026/01/05/00/15/x.log.gz",
                "s3://logs/access/111122223333/eu-west-1/my.bucket/2026/01/05/2026-01-05-00-15-00-ABCDEF",
                "/tmp/fetched/111122223333_elasticloadbalancing_eu-west-1_web_20260105T0015Z_192.0.2.1_3x.log",
                "hdfs://namenode/copies/111122223333_CloudTrail_eu-west-1_20260105T0015Z_x.json.gz"
            })
    void accountAndRegionStandInTheLayoutsOfAws(String path) {
        LogEvent event = event(JSON.formatted(""), path, List.of());

        assertThat(event.text(Field.CLOUD_ACCOUNT_ID)).isEqualTo("111122223333");
        assertThat(event.text(Field.CLOUD_REGION)).isEqualTo("eu-west-1");
        assertThat(event.text(Field.LOG_FILE_PATH)).isEqualTo(path);
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(JSON.formatted(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/var/log/app/app.log",
                "s3://logs/AWSLogs/11112222333/elasticloadbalancing/eu-west-1/2026/01/05/x.log",
                "s3://logs/AWSLogs/111122223333/elasticloadbalancing/europe/2026/01/05/x.log",
                "s3://logs/111122223333/eu-west-1/x.log"
            })
    void otherPathsSayNeither(String path) {
        LogEvent event = event(JSON.formatted(""), path, List.of());

        assertThat(event.has(Field.CLOUD_ACCOUNT_ID)).isFalse();
        assertThat(event.has(Field.CLOUD_REGION)).isFalse();
        assertThat(event.text(Field.LOG_FILE_PATH)).isEqualTo(path);
    }

    @Test
    void aSenderThatSaysNoPathGivesNone() {
        LogEvent event = event(JSON.formatted(""), null, List.of());

        assertThat(event.has(Field.LOG_FILE_PATH)).isFalse();
        assertThat(event.has(Field.CLOUD_REGION)).isFalse();
    }

    @Test
    void whatIsNoUtf8IsNoPath() {
        TakenEvents taken = new TakenEvents();
        new LinePipeline(LineSettings.of("json"))
                .process(
                        Parsing.event(JSON.formatted("").getBytes(UTF_8)),
                        FileOrigin.of("f", new byte[] {'/', (byte) 0xFF}),
                        taken);

        assertThat(taken.events.get(0).has(Field.LOG_FILE_PATH)).isFalse();
    }

    @Test
    void whatTheLineSaysCounts() {
        LogEvent event = event(
                JSON.formatted(",\"cloud.region\":\"us-east-1\",\"log.file.path\":\"" + ALB + "\""),
                "/other/path",
                List.of());

        assertThat(event.text(Field.CLOUD_REGION)).isEqualTo("us-east-1");
        assertThat(event.text(Field.LOG_FILE_PATH)).isEqualTo(ALB);
        assertThat(event.text(Field.CLOUD_ACCOUNT_ID))
                .as("of the line's own path")
                .isEqualTo("111122223333");
    }

    @Test
    void theDatasetsExpressionsCountBeforeTheLayouts() {
        LogEvent event = event(
                JSON.formatted(""),
                ALB,
                List.of("s3://[^/]+/(?<labels.stage>[^/]+)/", "_(?<cloud_region>app)\\.(?<service.name>[a-z]+)\\."));

        assertThat(event.text(FieldName.parse("labels.stage"))).isEqualTo("prod");
        assertThat(event.text(Field.SERVICE_NAME)).isEqualTo("web");
        assertThat(event.text(Field.CLOUD_REGION)).isEqualTo("app");
        assertThat(event.text(Field.CLOUD_ACCOUNT_ID)).isEqualTo("111122223333");
    }

    @Test
    void eachFileHasItsOwn() {
        LinePipeline pipeline = new LinePipeline(
                LineSettings.of("json").withPaths(new PathFields(List.of("/(?<labels.app>[^/]+)\\.log$"))));
        TakenEvents taken = new TakenEvents();
        for (String path : List.of("/a.log", "/a.log", "/bb.log", "/other", "/a.log")) {
            pipeline.process(
                    Parsing.event(JSON.formatted("").getBytes(UTF_8)),
                    FileOrigin.of(null, path.getBytes(UTF_8)),
                    taken);
        }

        assertThat(taken.events)
                .extracting(event -> event.text(FieldName.parse("labels.app")))
                .containsExactly("a", "a", "bb", null, "a");
    }

    @Test
    void aLineThatIsParsedAnewKeepsItsPath() {
        String line = JSON.formatted("");
        LogEvent earlier = event(line, ALB, List.of());
        EventBuilder anew = Parsing.event(line.getBytes(UTF_8));

        Rejection rejection =
                pipeline("json", List.of("/(?<labels.stage>prod)/")).parse(anew, 0, line.length(), earlier);

        assertThat(rejection).isNull();
        assertThat(anew.text(Field.LOG_FILE_PATH)).isEqualTo(ALB);
        assertThat(anew.text(Field.CLOUD_REGION)).isEqualTo("eu-west-1");
        assertThat(anew.text(FieldName.parse("labels.stage"))).isEqualTo("prod");
    }

    @Test
    void aPathThatTheLineSaidIsTheParsersToSayAgain() {
        String line = JSON.formatted(",\"log.file.path\":\"/of/the/line\"");
        LogEvent earlier = event(line, null, List.of());
        EventBuilder anew = Parsing.event(line.getBytes(UTF_8));

        Rejection rejection = pipeline("regex:(?<message>.*)", List.of()).parse(anew, 0, line.length(), earlier);

        assertThat(rejection).isNull();
        assertThat(anew.has(Field.LOG_FILE_PATH)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/([^/]+)/|names no field",
                "/(?<app>[^/]+)/|unknown field 'app'",
                "/(?<http.response.status_code>\\d+)/|cannot come from a path",
                "/(?<event.original>.+)|cannot come from a path",
                "/(?<labels.drey.time>.+)|cannot come from a path",
                "/(?<log.file.path>.+)|cannot come from a path",
                "/(?<labels.a>.+)(?=b)|no expression of RE2"
            })
    void refusesWhatNamesNoFieldOfText(String expression, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathFields.check(expression))
                .withMessageContaining(words);
    }

    private static LinePipeline pipeline(String format, List<String> expressions) {
        return new LinePipeline(LineSettings.of(format).withPaths(new PathFields(expressions)));
    }

    private static LogEvent event(String line, String path, List<String> expressions) {
        TakenEvents taken = new TakenEvents();
        pipeline("json", expressions)
                .process(
                        Parsing.event(line.getBytes(UTF_8)),
                        FileOrigin.of(null, path == null ? null : path.getBytes(UTF_8)),
                        taken);
        return taken.events.get(0);
    }
}
