package io.drey.format.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.format.Parsing;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LookupTableTest {

    @Test
    void theSmallestNetworkCounts() {
        LookupTable table =
                table("10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "0.0.0.0/0", "2001:db8::/32", "2001:db8:1::/48");

        assertThat(found(table, "10.1.2.3")).isEqualTo("10.1.2.3");
        assertThat(found(table, "10.1.2.4")).isEqualTo("10.1.0.0/16");
        assertThat(found(table, "10.2.0.1")).isEqualTo("10.0.0.0/8");
        assertThat(found(table, "192.0.2.1")).isEqualTo("0.0.0.0/0");
        assertThat(found(table, "2001:db8:1::7")).isEqualTo("2001:db8:1::/48");
        assertThat(found(table, "2001:db8:2::7")).isEqualTo("2001:db8::/32");
        assertThat(found(table, "2001:db9::1")).isNull();
    }

    /** Against a comparison with each network. */
    @Test
    void anyNetworksAreFoundAsByLookingAtEach() throws UnknownHostException {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            List<String> written = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                written.add("10.%d.%d.%d/%d"
                        .formatted(random.nextInt(2), random.nextInt(3), random.nextInt(256), 8 + random.nextInt(25)));
            }
            LookupTable table = table(written.toArray(String[]::new));
            for (int i = 0; i < 200; i++) {
                String address = "10.%d.%d.%d".formatted(random.nextInt(3), random.nextInt(4), random.nextInt(256));
                String found = found(table, address);
                int best = written.stream()
                        .filter(network -> isWithin(address, network))
                        .mapToInt(LookupTableTest::bits)
                        .max()
                        .orElse(-1);
                assertThat(found == null ? -1 : bits(found))
                        .as(address + " in " + written)
                        .isEqualTo(best);
                assertThat(found == null || isWithin(address, found)).isTrue();
            }
        }
    }

    private static int bits(String network) {
        return Integer.parseInt(network.substring(network.indexOf('/') + 1));
    }

    private static boolean isWithin(String address, String network) {
        int mask = -1 << (32 - bits(network));
        return (number(address) & mask) == (number(network.replaceFirst("/.*", "")) & mask);
    }

    private static int number(String address) {
        int number = 0;
        for (String part : address.split("\\.", -1)) {
            number = number << 8 | Integer.parseInt(part);
        }
        return number;
    }

    @Test
    void anAddressIsFoundHoweverItIsWritten() throws UnknownHostException {
        LookupTable table = table("2001:DB8:0:0::1", "::ffff:192.0.2.7");

        assertThat(found(table, "2001:db8::1")).isEqualTo("2001:DB8:0:0::1");
        assertThat(found(table, "192.0.2.7")).isEqualTo("::ffff:192.0.2.7");
        assertThat(InetAddress.getByName("::ffff:192.0.2.7").getAddress()).hasSize(4);
    }

    @Test
    void textsAreFoundWholeAndWithoutCaseAndEndingsBelowTheirDot() {
        LookupTable table = table("Evil.example", "*.bad.example", "alice");

        assertThat(found(table, "evil.EXAMPLE")).isEqualTo("Evil.example");
        assertThat(found(table, "www.evil.example")).isNull();
        assertThat(found(table, "a.b.bad.example")).isEqualTo("*.bad.example");
        assertThat(found(table, "bad.example")).isNull();
        assertThat(found(table, "notbad.example")).isNull();
        assertThat(found(table, "ALICE")).isEqualTo("alice");
        assertThat(found(table, "")).isNull();
    }

    @Test
    void refusesWhatIsNoNetwork() {
        for (String wrong : List.of("10.0.0.0/33", "10.0.0.0/", "2001:db8::/129", "10.0.0.0/-1")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LookupTable.requireEntry(wrong))
                    .withMessageContaining(wrong)
                    .withMessageContaining("bits behind the slash");
        }
        LookupTable.requireEntry("/var/log/10.0.0.0/33");
    }

    @Test
    void aKnownAttackerIsToldByTheNamesOfEcs() {
        LookupTable table = new LookupTable(
                "scanners",
                Map.of("203.0.113.0/24", Map.of("confidence", "High", "campaign", "autumn"), "evil.example", Map.of()));
        EventBuilder event = event("{\"source\":{\"ip\":\"203.0.113.9\"},\"url\":{\"domain\":\"evil.example\"}}");

        apply("threats scanners", table, event);

        assertThat(open(event))
                .isEqualTo(Map.of(
                        "threat.feed.name", "scanners",
                        "threat.enrichments.matched.field", "source.ip",
                        "threat.indicator.name", "203.0.113.0/24",
                        "threat.indicator.type", "ipv4-addr",
                        "threat.indicator.confidence", "High",
                        "labels.scanners.campaign", "autumn"));
        assertThat(open(event).keySet())
                .allSatisfy(name -> assertThat(FieldName.parse(name)).isInstanceOf(FieldName.Open.class));
        EventBuilder host = event("{\"source\":{\"ip\":\"192.0.2.9\"},\"url\":{\"domain\":\"evil.example\"}}");
        apply("threats scanners", table, host);
        assertThat(open(host))
                .containsEntry("threat.enrichments.matched.field", "url.domain")
                .containsEntry("threat.indicator.type", "domain-name");
        EventBuilder other = event("{\"source\":{\"ip\":\"192.0.2.9\"}}");
        apply("threats scanners", table, other);
        assertThat(open(other)).isEmpty();
    }

    @Test
    void whatATableSaysOfAFieldIsBelowItsName() {
        LookupTable table =
                new LookupTable("assets", Map.of("10.1.0.0/16", Map.of("owner", "payments"), "80", Map.of("x", "web")));
        EventBuilder event = event("{\"source\":{\"ip\":\"10.1.2.3\",\"port\":80},\"host\":{\"name\":\"10.1.9.9\"}}");

        apply("lookup assets by source.ip", table, event);
        apply("lookup assets by source.port", table, event);
        apply("lookup assets by labels.absent", table, event);

        assertThat(open(event)).isEqualTo(Map.of("labels.assets.owner", "payments", "labels.assets.x", "web"));
        assertThat(event.has(Field.SOURCE_PORT)).isTrue();
    }

    @Test
    void anEventSaysWhichListWasNotThere() {
        EventBuilder event = event("{\"source\":{\"ip\":\"10.1.2.3\"}}");
        Enrichment enrichment = new Enrichment(
                List.of(EnrichRule.parse("threats scanners"), EnrichRule.parse("lookup assets by source.ip")));

        enrichment.apply(event, EnrichmentSources.none());

        assertThat(open(event))
                .isEqualTo(Map.of("labels.drey.enrich_missing", "threats scanners, lookup assets by source.ip"));
        assertThat(enrichment.lists()).containsExactly("scanners", "assets");
        assertThat(enrichment.problems(EnrichmentSources.none()))
                .hasSize(2)
                .allMatch(why -> why.contains("kind: List"));
    }

    private static void apply(String rule, LookupTable table, EventBuilder event) {
        new Enrichment(List.of(EnrichRule.parse(rule)))
                .apply(
                        event,
                        new EnrichmentSources(
                                GeoFinder.NONE,
                                new UserAgentFinder(),
                                name -> name.equals(table.name()) ? table : null));
    }

    private static EventBuilder event(String json) {
        EventBuilder event = Parsing.parsed("json", json);
        event.removeOpen(event.openIndex("labels.drey.time"));
        return event;
    }

    private static Map<String, String> open(LogEvent event) {
        Map<String, String> fields = new TreeMap<>();
        for (int i = 0; i < event.openCount(); i++) {
            fields.put(event.openName(i), event.openText(i));
        }
        return fields;
    }

    private static LookupTable table(String... entries) {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        for (String entry : entries) {
            rows.put(entry, Map.of());
        }
        return new LookupTable("list", rows);
    }

    private static String found(LookupTable table, String value) {
        EventBuilder event = Parsing.event(value.getBytes(UTF_8));
        event.putOpen("labels.value", 0, event.bytes().length);
        LookupTable.Entry entry = table.find(event, FieldName.parse("labels.value"));
        return entry == null ? null : entry.written();
    }
}
