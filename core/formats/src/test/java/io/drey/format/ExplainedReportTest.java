package io.drey.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.format.enrich.EnrichmentSources;
import io.drey.format.redact.Redaction;
import io.drey.format.redact.RedactionRule;
import io.drey.format.redact.RedactionSecrets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplainedReportTest {

    private static final InstantSource ARRIVAL = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
    private static final String LINE = "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5";

    @Test
    void saysWhichParserGaveAField() throws IOException {
        assertThat(explained(LineSettings.of("common"), LINE))
                .startsWith("messages:1: event messages.0.0.0\n  parser common\n    @timestamp ")
                .containsPattern("    source.ip +1\\.2\\.3\\.4\n")
                .containsPattern("    http.response.status_code +200\n");
    }

    @Test
    void saysWhatAutoTookALineForAndWhatWasRepaired() throws IOException {
        assertThat(explained(LineSettings.of("auto"), LINE)).contains("parser auto, taken for common\n");
        assertThat(explained(LineSettings.of("rfc3164"), "\ufeff<13>Jan  2 03:04:05 host su: a"))
                .contains("parser rfc3164, repaired: byte-order-mark");
    }

    @Test
    void saysWhyALineIsNoEvent() throws IOException {
        assertThat(explained(LineSettings.of("common"), LINE + "\nx y\n"))
                .endsWith("\nmessages:2:4: dead letter of parser common: the line ends within the client's identity\n");
    }

    @Test
    void ofALineThatIsTooLongItSaysSoAlone() throws IOException {
        assertThat(explained(LineSettings.of("common").withLimit(new LineLimit(100)), "x".repeat(500) + "\n" + LINE))
                .startsWith("messages:1:101: dead letter of parser common: ")
                .contains("\nmessages:2: event ")
                .doesNotContain("eHh4");
    }

    @Test
    void nothingThatIsRedactedIsShown() throws IOException {
        Redaction redaction = new Redaction(List.of(RedactionRule.parse("drop source.ip")), Optional.empty());
        LineSettings settings = LineSettings.of("common").withTreatment(Treatment.NONE.withRedaction(redaction));

        assertThat(explained(settings, LINE))
                .containsPattern("  redacted by drop source.ip\n(?s:.*)    source.ip +\\(taken out\\)\n")
                .doesNotContain("1.2.3.4");
    }

    @Test
    void linesThatAreJoinedAreToldEach() throws IOException {
        LineSettings settings = LineSettings.of("app").withMultiline(Multiline.of("java"));

        assertThat(
                        explained(
                                settings,
                                """
                        2026-01-02T03:04:05Z ERROR com.acme.Shop - boom
                        \tat com.acme.Shop.pay(Shop.java:3)
                        2026-01-02T03:04:05Z INFO com.acme.Shop - up
                        """))
                .contains("messages:1: event ", "\nmessages:2: part of an event before\n", "\nmessages:3: event ");
    }

    private static String explained(LineSettings settings, String lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new LineParseRun(
                        settings,
                        "messages",
                        new DatasetId("acme", "logs"),
                        ARRIVAL,
                        RedactionSecrets.NONE,
                        EnrichmentSources.none())
                .explained()
                .run(new ByteArrayInputStream(lines.getBytes(UTF_8)), out);
        return out.toString(UTF_8);
    }
}
