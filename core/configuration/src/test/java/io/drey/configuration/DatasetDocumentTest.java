package io.drey.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import io.drey.event.OpenFieldLimits;
import io.drey.format.FormatOptions;
import io.drey.format.LineLimit;
import io.drey.format.LineSettings;
import io.drey.format.MissingYear;
import io.drey.format.Multiline;
import io.drey.format.enrich.EnrichRule;
import io.drey.format.path.PathFields;
import io.drey.format.redact.RedactionRule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetDocumentTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");

    @Test
    void defaultsOfALiveDataset() {
        assertThat(DatasetDocument.live(ACCESS, "combined"))
                .isEqualTo(new DatasetDocument(
                        ACCESS,
                        LineSettings.of("combined"),
                        DatasetDocument.Mode.LIVE,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofHours(1),
                        Duration.ofMinutes(5),
                        6,
                        Optional.empty(),
                        SearchPolicy.DEFAULT,
                        Consumers.ALL,
                        List.of(),
                        new TreeSet<>()));
    }

    @Test
    void aDatasetOfFilesWaitsLongerAndEnds() {
        DatasetDocument files = DatasetDocument.files(ACCESS, "combined");

        assertThat(files.reorderDelay()).isEqualTo(Duration.ofMinutes(10));
        assertThat(files.bounded()).isTrue();
        assertThat(DatasetDocument.live(ACCESS, "combined").bounded()).isFalse();
    }

    @Test
    void saysTheSameAsItsDocument() {
        DatasetDocument files = DatasetDocument.files(ACCESS, "json");

        assertThat(DatasetDocument.of(files.toDocument(), TenantDocument.defaults("acme")))
                .isEqualTo(files);
    }

    @Test
    void namesItsImpersonalFieldsInTheirOrder() {
        ObjectNode content = JsonNodeFactory.instance.objectNode().put("format", "json");
        content.putArray("impersonal").add("trace.state").add("labels.order.id").add("trace.state");

        DatasetDocument dataset = DatasetDocument.of(
                new Document(DocumentKind.DATASET, "acme", "access", content), TenantDocument.defaults("acme"));

        assertThat(dataset.impersonal()).containsExactly("labels.order.id", "trace.state");
        assertThat(dataset.withPartitions(3).withSearch(SearchPolicy.DEFAULT).impersonal())
                .isEqualTo(dataset.impersonal());
        assertThat(DatasetDocument.of(dataset.toDocument(), TenantDocument.defaults("acme")))
                .isEqualTo(dataset);
    }

    @Test
    void saysWhichLinesAreOneEvent() {
        DatasetDocument dataset = DatasetDocument.of(
                ACCESS, Map.of("format", "app", "multiline", "start /^[0-9]{4}-/", "multiline-max-lines", "7"));

        assertThat(dataset.lines().multiline())
                .contains(new Multiline(
                        Multiline.Rule.parse("start /^[0-9]{4}-/"), 7, Multiline.MAX_BYTES, Multiline.WAIT));
        assertThat(DatasetDocument.of(dataset.toDocument(), TenantDocument.defaults("acme")))
                .isEqualTo(dataset);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "multiline|jave|does not say which lines are joined",
                "multiline|start /(?=a)/|linear time",
                "multiline-max-lines|5|of no use without multiline",
                "multiline-wait|1h|from 100ms to 1m"
            })
    void refusesWhatJoinsNothing(String key, String value, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatasetDocument.of(ACCESS, Map.of("format", "app", key, value)))
                .withMessageContaining(words);
    }

    @Test
    void saysWhichFilesAreItsOwn() {
        String alb = "s3://logs/AWSLogs/*/elasticloadbalancing/*/{yyyy}/{MM}/{dd}/*.gz";
        DatasetDocument dataset =
                DatasetDocument.of(ACCESS, Map.of("format", "alb", "files", alb + ", file:///var/log/*.log"));

        assertThat(dataset.files()).containsExactly(alb, "file:///var/log/*.log");
        assertThat(DatasetDocument.of(dataset.toDocument(), TenantDocument.defaults("acme")))
                .isEqualTo(dataset);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatasetDocument.of(ACCESS, Map.of("format", "alb", "files", "/var/log/app.log")))
                .withMessageContaining("files=/var/log/app.log: '/var/log/app.log': it is no address of files");
    }

    @Test
    void saysWhichPartsOfPathsAreFields() {
        DatasetDocument dataset =
                DatasetDocument.of(ACCESS, Map.of("format", "app", "path-fields", "/(?<labels.app>[^/]+)/[^/]+$"));

        assertThat(dataset.lines().paths()).isEqualTo(new PathFields(List.of("/(?<labels.app>[^/]+)/[^/]+$")));
        assertThat(DatasetDocument.of(dataset.toDocument(), TenantDocument.defaults("acme")))
                .isEqualTo(dataset);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatasetDocument.of(ACCESS, Map.of("format", "app", "path-fields", "/(?<app>.*)")))
                .withMessageContaining("path-fields=/(?<app>.*): unknown field 'app'");
    }

    @Test
    void saysWhatEachEventHas() {
        DatasetDocument dataset = DatasetDocument.of(
                ACCESS, Map.of("format", "combined", "fields", "{cloud.region: eu-central-1, labels.team: shop}"));

        assertThat(dataset.lines().given().values())
                .containsExactly(Map.entry("cloud.region", "eu-central-1"), Map.entry("labels.team", "shop"));
        assertThat(DatasetDocument.of(dataset.toDocument(), TenantDocument.defaults("acme")))
                .isEqualTo(dataset);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> DatasetDocument.of(ACCESS, Map.of("format", "combined", "fields", "{cloud.regoin: eu}")))
                .withMessageContaining("unknown field 'cloud.regoin'");
    }

    @Test
    void saysHowTimesAreReadAndHowManyOpenFieldsThereMayBe() {
        LineSettings lines = new LineSettings(
                "json",
                FormatOptions.DEFAULT
                        .withTimeFields(List.of("order.placed"))
                        .withTimeFormat("yyyy-MM-dd HH:mm:ss")
                        .withTimeZone(ZoneId.of("Europe/Berlin"))
                        .withMissingYear(new MissingYear.NotBehind(Instant.parse("2006-03-01T00:00:00Z")))
                        .withTimeMissing(FormatOptions.TimeMissing.DEAD_LETTER)
                        .withOpenFieldLimits(new OpenFieldLimits(10, 2000)),
                LineLimit.DEFAULT,
                Optional.empty());
        DatasetDocument live = DatasetDocument.live(ACCESS, "json");
        DatasetDocument dataset = new DatasetDocument(
                ACCESS,
                lines,
                live.mode(),
                live.reorderDelay(),
                live.silenceTimeout(),
                live.allowedLateness(),
                live.futureCap(),
                live.partitions(),
                live.retention(),
                live.search(),
                live.consumers(),
                live.files(),
                live.impersonal());

        assertThat(DatasetDocument.of(dataset.toDocument(), TenantDocument.defaults("acme")))
                .isEqualTo(dataset);
    }

    @Test
    void whatIsRedactedDroppedAndLookedAtIsReadBackAsItWasWritten() {
        DatasetDocument dataset = DatasetDocument.of(
                ACCESS,
                Map.of(
                        "format", "combined",
                        "redact", "mask card, hash user.name,drop ?session",
                        "redact-secret", "joins",
                        "enrich",
                                "geo, geo destination.ip,user-agent, bots crawlers, threats scanners, lookup assets by user.name",
                        "drop", "url.path = /health and http.response.status_code = 200",
                        "metrics", "false",
                        "detections", "false"));

        assertThat(dataset.lines().treatment().redaction().rules())
                .extracting(RedactionRule::written)
                .containsExactly("mask card", "hash user.name", "drop ?session");
        assertThat(dataset.lines().treatment().redaction().secret()).contains("joins");
        assertThat(dataset.lines().treatment().enrichment().rules())
                .extracting(EnrichRule::written)
                .containsExactly(
                        "geo",
                        "geo destination.ip",
                        "user-agent",
                        "bots crawlers",
                        "threats scanners",
                        "lookup assets by user.name");
        assertThat(dataset.lines().treatment().drops()).hasSize(1);
        assertThat(dataset.consumers()).isEqualTo(new Consumers(false, false));
        assertThat(DatasetDocument.of(dataset.toDocument(), TenantDocument.defaults("acme")))
                .isEqualTo(dataset);
    }

    @Test
    void refusesRulesThatCannotBeFollowed() {
        for (Map.Entry<String, String> wrong : Map.of(
                        "redact", "mask crad",
                        "enrich", "geo source.port",
                        "drop", "url.pth = /health")
                .entrySet()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            DatasetDocument.of(ACCESS, Map.of("format", "combined", wrong.getKey(), wrong.getValue())))
                    .withMessageContaining(wrong.getValue());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatasetDocument.of(ACCESS, Map.of("format", "combined", "redact", "hash user.name")))
                .withMessageContaining("needs a secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatasetDocument.of(ACCESS, Map.of("format", "combined", "drop", "")))
                .withMessageContaining("would hold for everything");
    }

    @Test
    void readsKeysAndValuesOfACommandLineAsADocumentsAre() {
        DatasetDocument dataset = DatasetDocument.of(
                ACCESS,
                Map.of(
                        "format", "rfc3164",
                        "message-format", "json",
                        "time-field", "5",
                        "time-format", "[dd/MMM/yyyy: HH:mm:ss]",
                        "time-latest", "2006-03-01",
                        "max-line-bytes", "2000",
                        "silence-timeout", "20s",
                        "impersonal", "labels.order.id, labels.cart.id",
                        "retention", "forever"));

        assertThat(dataset.lines().options().timeFields()).containsExactly("5");
        assertThat(dataset.lines().options().timeFormat()).isEqualTo("[dd/MMM/yyyy: HH:mm:ss]");
        assertThat(dataset.lines().options().missingYear())
                .isEqualTo(new MissingYear.NotBehind(Instant.parse("2006-03-01T00:00:00Z")));
        assertThat(dataset.lines().limit().maxBytes()).isEqualTo(2000);
        assertThat(dataset.impersonal()).containsExactly("labels.cart.id", "labels.order.id");
        assertThat(dataset.retention()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tme-zone       | UTC       | unknown key 'tme-zone': did you mean 'time-zone'?",
                "time-zone      | Mars      | 'Mars' is no time zone: use a name such as Europe/Berlin, or an offset such as +02:00",
                "time-latest    | 2006-03-01| time-latest is of no use to lines of 'json', whose time has a year: leave it out",
                "time-latest    | 2006-02-30| '2006-02-30' is not a time: write it like 2006-03-01T00:00:00Z or 2006-03-01",
                "max-line-bytes | many      | 'many' is not allowed: use a whole number from 1 to 268435456",
                "impersonal     | trace.state | unknown field 'trace.state'; fields of your own are called labels.<name>",
                "message-format | combind   | 'combind' is not known: did you mean 'combined'?",
                "message-format | nginx:no  | 'nginx:no' names no variable: write a log_format such as $remote_addr [$time_iso8601] \"$request\"",
                "message-format | combined:x | 'combined:x': nothing may stand behind a colon and combined; write combined alone",
                "time-missing   | ''        | '' is not known: use one of arrival, dead-letter",
            })
    void saysWhichKeyAndValueOfACommandLineIsWrong(String key, String value, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatasetDocument.of(ACCESS, Map.of("format", "json", key, value)))
                .withMessage("%s=%s: %s", key, value, problem);
    }

    @Test
    void aFormatMayHaveAPatternBehindItsName() {
        String format = "nginx:$remote_addr [$time_iso8601] \"$request\" $status";

        assertThat(DatasetDocument.of(ACCESS, Map.of("format", format)).format())
                .isEqualTo(format);
    }

    @Test
    void defaultsOfATenant() {
        TenantDocument tenant = TenantDocument.defaults("acme");

        assertThat(tenant.partitions()).isEqualTo(6);
        assertThat(tenant.replication()).isEqualTo(3);
        assertThat(tenant.maxMessageBytes()).isEqualTo(8 << 20);
        assertThat(tenant.retention())
                .isEqualTo(new TenantDocument.Retention(
                        Duration.ofDays(3), Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(14)));
        assertThat(tenant.datasetDefaults()).isEmpty();
    }

    @Test
    void anotherTenantsDefaultsAreNotTaken() {
        Document document = DatasetDocument.live(ACCESS, "json").toDocument();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatasetDocument.of(document, TenantDocument.defaults("other")));
    }

    @ParameterizedTest
    @CsvSource({
        "0s, PT0S, 0s",
        "250ms, PT0.25S, 250ms",
        "5s, PT5S, 5s",
        "120s, PT2M, 2m",
        "90s, PT1M30S, 90s",
        "24h, PT24H, 1d",
        "PT36H, PT36H, 36h",
        "P2D, PT48H, 2d",
        "PT0.0001S, PT0.0001S, PT0.0001S",
    })
    void lengthsOfTimeHaveOneShortForm(String written, Duration duration, String printed) {
        assertThat(Durations.parse(written)).isEqualTo(duration);
        assertThat(Durations.format(duration)).isEqualTo(printed);
        assertThat(Durations.parse(printed)).isEqualTo(duration);
    }
}
