package io.drey.format.redact;

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
import io.drey.format.Treatment;
import io.drey.format.enrich.EnrichmentSources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedactorTest {

    private static final String CARD = "4111111111111111";
    private static final RedactionSecrets SECRETS = name -> Optional.of("key of acme".getBytes(UTF_8));

    @Test
    void aFieldIsMaskedInTheEventAndInItsLine() {
        LogEvent event = event("combined", access("192.0.2.1", "alice", "/a?b=c"), "mask user.name");

        assertThat(event.text(Field.USER_NAME)).isEqualTo("redacted");
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(access("192.0.2.1", "redacted", "/a?b=c"));
        assertThat(label(event)).isEqualTo("user.name");
    }

    @Test
    void aFieldThatIsDroppedIsAMinusInTheLine() {
        LogEvent event = event("combined", access("192.0.2.1", "alice", "/a?b=c"), "drop user.name");

        assertThat(event.has(Field.USER_NAME)).isFalse();
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(access("192.0.2.1", "-", "/a?b=c"));
    }

    @Test
    void aHashIsTheSameForTheSameValueHoweverItIsWritten() {
        String plain = event("combined", access("192.0.2.1", "alice", "/"), "hash user.name")
                .text(Field.USER_NAME);
        LogEvent json = event(
                "json", "{\"time\":\"2026-03-04T05:06:07Z\",\"user\":{\"name\":\"al\\u0069ce\"}}", "hash user.name");

        assertThat(plain).matches("hmac-[0-9a-f]{32}");
        assertThat(json.text(Field.USER_NAME)).isEqualTo(plain);
        assertThat(json.text(Field.EVENT_ORIGINAL)).contains("\"name\":\"" + plain + "\"");
    }

    @Test
    void anAddressIsHashedIntoAnAddressAndMaskedIntoItsNetwork() {
        String line = access("192.0.2.77", "alice", "/from/192.0.2.77");

        LogEvent hashed = event("combined", line, "hash source.ip");
        LogEvent masked = event("combined", line, "mask source.ip");

        assertThat(hashed.text(Field.SOURCE_IP)).startsWith("fd64:7265:79");
        assertThat(hashed.text(Field.SOURCE_ADDRESS)).isEqualTo(hashed.text(Field.SOURCE_IP));
        assertThat(hashed.text(Field.URL_PATH)).isEqualTo("/from/" + hashed.text(Field.SOURCE_IP));
        assertThat(masked.text(Field.SOURCE_IP)).isEqualTo("192.0.2.0");
        assertThat(masked.text(Field.EVENT_ORIGINAL)).isEqualTo(access("192.0.2.0", "alice", "/from/192.0.2.0"));
        assertThat(event("combined", access("2001:db8:1:2::3", "-", "/"), "mask source.ip")
                        .text(Field.SOURCE_IP))
                .isEqualTo("2001:db8:1::");
    }

    @Test
    void whatAFieldIsMadeOfGoesWithIt() {
        LogEvent event = event("combined", access("192.0.2.1", "alice", "/orders/77?name=bob"), "drop url.original");

        assertThat(event.has(Field.URL_ORIGINAL)).isFalse();
        assertThat(event.has(Field.URL_PATH)).isFalse();
        assertThat(event.has(Field.URL_QUERY)).isFalse();
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(access("192.0.2.1", "alice", "-"));
    }

    @Test
    void aValueIsTakenOutOfOtherFieldsToo() {
        LogEvent event = event("combined", access("192.0.2.1", "alice.miller", "/u/alice%2Emiller"), "mask user.name");

        assertThat(event.text(Field.URL_PATH)).isEqualTo("/u/redacted");
        assertThat(label(event)).isEqualTo("user.name,url.original,url.path");
    }

    @Test
    void shortValuesAreTakenOutWhereTheyAreWords() {
        LogEvent event = event("combined", access("192.0.2.1", "bob", "/bobsled/bob"), "mask user.name");

        assertThat(event.text(Field.URL_PATH)).isEqualTo("/bobsled/redacted");
    }

    @Test
    void cardsAreFoundByTheirCheckDigitInAnySpelling() {
        for (String written : List.of(
                CARD,
                "4111-1111-1111-1111",
                "4111%201111%201111%201111",
                "4111+1111+1111+1111",
                "%34111111111111111")) {
            LogEvent event = event("combined", access("192.0.2.1", "-", "/pay?card=" + written), "mask card");

            assertThat(event.text(Field.URL_QUERY)).as(written).isEqualTo("card=redacted");
            assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(access("192.0.2.1", "-", "/pay?card=redacted"));
        }
        assertThat(event("combined", access("192.0.2.1", "-", "/pay?card=4111111111111112"), "mask card")
                        .text(Field.URL_QUERY))
                .isEqualTo("card=4111111111111112");
    }

    @Test
    void aNumberInJsonBecomesATextSoThatTheLineStaysJson() {
        LogEvent event = event(
                "json",
                "{\"time\":\"2026-03-04T05:06:07Z\",\"card\": 4111111111111111,\"n\":[1,4111111111111111]}",
                "mask card");

        assertThat(event.text(Field.EVENT_ORIGINAL))
                .isEqualTo("{\"time\":\"2026-03-04T05:06:07Z\",\"card\": \"redacted\",\"n\":[1,\"redacted\"]}");
        assertThat(event.text(FieldName.parse("labels.card"))).isEqualTo("redacted");
    }

    @Test
    void mailAddressesTokensAndParametersAreFound() {
        assertThat(query("mask mail", "to=bob%40example.org&a=b")).isEqualTo("to=redacted&a=b");
        assertThat(query("mask ?session", "session=s3cr3t%26more&a=b")).isEqualTo("session=redacted&a=b");
        assertThat(query("mask token", "api_key=0123456789abcdef&a=b")).isEqualTo("api_key=redacted&a=b");
        assertThat(query("drop /order-([0-9]{6})/", "id=order-123456&a=b")).isEqualTo("id=order--&a=b");
        assertThat(event("app", "2026-03-04 05:06:07 INFO web Authorization: Bearer abcdefgh12345678", "mask token")
                        .text(Field.EVENT_ORIGINAL))
                .endsWith("Authorization: Bearer redacted");
    }

    @Test
    void aNumberIsDroppedAndIsZeroInTheLine() {
        LogEvent event = event("combined", access("192.0.2.1", "-", "/"), "drop http.response.body.bytes");

        assertThat(event.has(Field.HTTP_RESPONSE_BODY_BYTES)).isFalse();
        assertThat(event.text(Field.EVENT_ORIGINAL)).contains("\" 200 0 \"");
    }

    @Test
    void whatIsRedactedStaysTheSameIfItIsRedactedAgain() {
        for (String rule :
                List.of("mask user.name", "hash user.name", "drop user.name", "hash source.ip", "mask card")) {
            LogEvent once = event("combined", access("192.0.2.9", "alice", "/pay?card=" + CARD), rule);
            LogEvent again = event("combined", once.text(Field.EVENT_ORIGINAL), rule);

            assertThat(again.text(Field.EVENT_ORIGINAL)).isEqualTo(once.text(Field.EVENT_ORIGINAL));
            assertThat(again.text(Field.USER_NAME)).isEqualTo(once.text(Field.USER_NAME));
            assertThat(again.text(Field.SOURCE_IP)).isEqualTo(once.text(Field.SOURCE_IP));
        }
    }

    @Test
    void withoutItsSecretAHashIsAMaskAndTheEventSaysSo() {
        LogEvent event = Lines.events(
                        settings("combined", "hash user.name"),
                        RedactionSecrets.NONE,
                        access("192.0.2.1", "alice", "/").getBytes(UTF_8))
                .get(0);

        assertThat(event.text(Field.USER_NAME)).isEqualTo("redacted");
        assertThat(event.text(FieldName.parse(Redactor.LABEL_SECRET))).isEqualTo("missing");
    }

    @Test
    void deadLettersAndTheirReasonsAreRedactedByPatterns() {
        List<String> letters = new ArrayList<>();
        new LinePipeline(settings("json", "mask card"), SECRETS, EnrichmentSources.none())
                .process(Parsing.event(("{\"a\":" + CARD + ",\"b\":tru}").getBytes(UTF_8)), new LinePipeline.Output() {
                    @Override
                    public void event(EventBuilder event) {
                        throw new AssertionError(event);
                    }

                    @Override
                    public void dropped(LogEvent at, String reason) {
                        throw new AssertionError("dropped by " + reason);
                    }

                    @Override
                    public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
                        letters.add(new String(Arrays.copyOfRange(at.bytes(), from, to), UTF_8));
                        letters.add(at.position().toString());
                    }
                });

        assertThat(letters).containsExactly("{\"a\":\"redacted\",\"b\":tru}", "raw.acme.access[0]@7");
    }

    @Test
    void aMembersNameIsRedactedToo() {
        LogEvent event =
                event("json", "{\"time\":\"2026-03-04T05:06:07Z\",\"seen\":{\"bob@example.org\":1}}", "mask mail");

        assertThat(event.toString()).doesNotContain("bob");
        assertThat(event.text(Field.EVENT_ORIGINAL)).contains("{\"redacted\":1}");
    }

    @Test
    void rulesThatCannotBeFollowedAreRefusedWithARemedy() {
        for (String wrong : List.of(
                "mask",
                "hide card",
                "mask crad",
                "mask @timestamp",
                "mask event.original",
                "hash http.response.status_code",
                "mask /(?=x)/",
                "mask labels.drey.time",
                "mask ?")) {
            assertThatIllegalArgumentException().as(wrong).isThrownBy(() -> RedactionRule.parse(wrong));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("combined", Optional.empty(), "hash user.name"))
                .withMessage("'hash user.name' needs a secret: name it with redact-secret");
    }

    private static String query(String rule, String query) {
        return event("combined", access("192.0.2.1", "-", "/a?" + query), rule).text(Field.URL_QUERY);
    }

    private static String label(LogEvent event) {
        return event.text(FieldName.parse(Redactor.LABEL));
    }

    private static String access(String address, String user, String target) {
        return "%s - %s [03/Oct/2022:21:59:42 +0200] \"GET %s HTTP/1.1\" 200 512 \"-\" \"curl/8\""
                .formatted(address, user, target);
    }

    private static LogEvent event(String format, String line, String... rules) {
        List<LogEvent> events = Lines.events(settings(format, rules), SECRETS, line.getBytes(UTF_8));
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private static LineSettings settings(String format, String... rules) {
        return settings(format, Optional.of("key"), rules);
    }

    private static LineSettings settings(String format, Optional<String> secret, String... rules) {
        return LineSettings.of(format)
                .withTreatment(Treatment.NONE.withRedaction(new Redaction(
                        Arrays.stream(rules).map(RedactionRule::parse).toList(), secret)));
    }
}
