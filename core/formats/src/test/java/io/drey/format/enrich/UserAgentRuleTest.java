package io.drey.format.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.format.Parsing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UserAgentRuleTest {

    private static final String GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    private static final String PETALBOT =
            "Mozilla/5.0 (compatible;PetalBot;+https://webmaster.petalsearch.com/site/petalbot)";

    private final UserAgentFinder agents = new UserAgentFinder();
    private LookupTable table = table("crawlers", Map.of());

    @Test
    void saysWhichProgramSystemAndDeviceItIs() {
        String iphone =
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1"
                        + " Mobile/15E148 Safari/604.1";

        Map<String, String> found = found("192.0.2.1", iphone, "user-agent");

        assertThat(found)
                .isEqualTo(Map.of(
                        "user_agent.name", "Mobile Safari",
                        "user_agent.version", "17.1",
                        "user_agent.os.name", "iOS",
                        "user_agent.os.version", "17.1",
                        "user_agent.device.name", "iPhone"));
        assertThat(found.keySet())
                .allSatisfy(name -> assertThat(FieldName.parse(name)).isInstanceOf(FieldName.Open.class));
        assertThat(found("192.0.2.1", iphone, "user-agent")).as("remembered").isEqualTo(found);
        assertThat(found("192.0.2.1", "-", "user-agent")).isEmpty();
        assertThat(found("192.0.2.1", "nobody knows this one", "user-agent")).isEmpty();
    }

    @Test
    void aBotSaysSoByTheListThatComesAlong() {
        assertThat(found("192.0.2.1", GOOGLEBOT, "user-agent"))
                .containsEntry("user_agent.name", "Googlebot")
                .containsEntry("user_agent.synthetic.type", "bot");
    }

    @Test
    void aBotOfTheTenantsListIsFoundByAWordOrByItsAddress() {
        table = table("crawlers", Map.of("petalbot", Map.of(), "66.249.64.0/19", Map.of("operator", "Google")));

        assertThat(found("192.0.2.1", PETALBOT, "bots crawlers")).isEqualTo(Map.of("user_agent.synthetic.type", "bot"));
        assertThat(found("66.249.66.1", "curl/8", "bots crawlers"))
                .isEqualTo(Map.of("user_agent.synthetic.type", "bot", "labels.crawlers.operator", "Google"));
        assertThat(found("192.0.2.1", "NoPetalBots/66.249.66.1", "bots crawlers"))
                .as("part of a word, and a version that looks like an address")
                .isEmpty();
        assertThat(found("192.0.2.1", "-", "bots crawlers")).isEmpty();
    }

    @Test
    void aListThatChangesIsLookedUpInAnew() {
        table = table("crawlers", Map.of("googlebot", Map.of()));
        assertThat(found("192.0.2.1", PETALBOT, "bots crawlers")).isEmpty();

        table = table("crawlers", Map.of("*.petalsearch.com", Map.of("operator", "Huawei")));

        assertThat(found("192.0.2.1", PETALBOT, "bots crawlers")).containsEntry("labels.crawlers.operator", "Huawei");
        assertThat(found("192.0.2.1", GOOGLEBOT, "bots crawlers")).isEmpty();
    }

    @Test
    void aListThatIsNotThereIsNamed() {
        table = table("others", Map.of());

        assertThat(found("192.0.2.1", GOOGLEBOT, "bots crawlers"))
                .isEqualTo(Map.of("labels.drey.enrich_missing", "bots crawlers"));
    }

    @Test
    void whatTheLineSaysItselfStays() {
        EventBuilder event = Parsing.parsed(
                "json",
                "{\"@timestamp\":\"2026-01-05T10:00:00Z\",\"user_agent\":{\"original\":\"curl/8.5.0\",\"name\":\"ours\"}}");

        apply(event, "user-agent");

        assertThat(open(event)).containsEntry("user_agent.name", "ours").containsEntry("user_agent.version", "8.5.0");
    }

    private Map<String, String> found(String address, String agent, String... rules) {
        EventBuilder event = Parsing.parsed(
                "combined",
                "%s - - [05/Jan/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 9 \"-\" \"%s\"".formatted(address, agent));
        apply(event, rules);
        return open(event);
    }

    private void apply(EventBuilder event, String... rules) {
        List<EnrichRule> parsed = Stream.of(rules).map(EnrichRule::parse).toList();
        new Enrichment(parsed)
                .apply(
                        event,
                        new EnrichmentSources(
                                GeoFinder.NONE, agents, name -> name.equals(table.name()) ? table : null));
    }

    private static LookupTable table(String name, Map<String, Map<String, String>> rows) {
        return new LookupTable(name, new LinkedHashMap<>(rows));
    }

    private static Map<String, String> open(LogEvent event) {
        Map<String, String> fields = new TreeMap<>();
        for (int i = 0; i < event.openCount(); i++) {
            fields.put(event.openName(i), event.openText(i));
        }
        return fields;
    }
}
