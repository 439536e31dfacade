package io.drey.format.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.EventView;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.format.DropRule;
import io.drey.format.FileOrigin;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.Parsing;
import io.drey.format.Treatment;
import io.drey.format.redact.Redaction;
import io.drey.format.redact.RedactionRule;
import io.drey.format.redact.RedactionSecrets;
import io.drey.testing.GeoDatabaseFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeoTest {

    private static final String COUNTRY = "source.geo.country_iso_code";

    @TempDir
    private Path folder;

    private final List<String> problems = new ArrayList<>();
    private Path city;
    private Path asn;

    @BeforeEach
    void writeDatabases() {
        city = new GeoDatabaseFile("GeoLite2-City")
                .with(
                        "203.0.113.0/24",
                        Map.of(
                                "country", Map.of("iso_code", "CH"),
                                "city", Map.of("names", Map.of("en", "Zürich", "de", "Zürich (de)")),
                                "location", Map.of("latitude", 47.37, "longitude", 8.54)))
                .with("2001:db8::/32", Map.of("country", Map.of("iso_code", "JP")))
                .write(folder.resolve("city.mmdb"));
        asn = new GeoDatabaseFile("GeoLite2-ASN")
                .with(
                        "203.0.113.0/25",
                        Map.of("autonomous_system_number", 64_500L, "autonomous_system_organization", "Example AG"))
                .write(folder.resolve("asn.mmdb"));
    }

    @Test
    void saysWhereTheCallerIsAndWhoseNetworkThatIs() {
        LogEvent event = enriched(line("203.0.113.9"), city, asn);

        assertThat(open(event))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        COUNTRY,
                        "CH",
                        "source.geo.city_name",
                        "Zürich",
                        "source.geo.location",
                        "47.37,8.54",
                        "source.as.number",
                        "64500",
                        "source.as.organization.name",
                        "Example AG"));
        assertThat(new String(event.slice(Field.EVENT_ORIGINAL), UTF_8)).isEqualTo(line("203.0.113.9"));
        assertThat(open(enriched(line("2001:db8::7"), city, asn))).isEqualTo(Map.of(COUNTRY, "JP"));
        assertThat(open(enriched(line("198.51.100.1"), city, asn))).isEmpty();
        assertThat(problems).isEmpty();
    }

    @Test
    void everyNameIsOneOfEcsThatHasNoColumn() {
        assertThat(open(enriched(line("203.0.113.9"), city, asn)).keySet())
                .allSatisfy(name -> assertThat(FieldName.parse(name)).isInstanceOf(FieldName.Open.class));
    }

    @Test
    void readsTheFlatRecordsOfOtherVendors() {
        Path flat = new GeoDatabaseFile("country ipvAll")
                .with("203.0.113.0/24", Map.of("country_code", "de"))
                .with(
                        "198.51.100.0/24",
                        Map.of("country", "FR", "asn", "AS64501", "as_name", "Exemple", "city", "Lyon"))
                .with("192.0.2.0/24", Map.of("latitude", "1.5", "longitude", "-2.5"))
                .write(folder.resolve("flat.mmdb"));

        assertThat(open(enriched(line("203.0.113.9"), flat))).isEqualTo(Map.of(COUNTRY, "DE"));
        assertThat(open(enriched(line("198.51.100.1"), flat)))
                .isEqualTo(Map.of(
                        COUNTRY,
                        "FR",
                        "source.geo.city_name",
                        "Lyon",
                        "source.as.number",
                        "64501",
                        "source.as.organization.name",
                        "Exemple"));
        assertThat(open(enriched(line("192.0.2.1"), flat))).isEqualTo(Map.of("source.geo.location", "1.5,-2.5"));
    }

    @Test
    void theFirstDatabaseCountsAndWhatTheLineSaysBeforeAny() {
        Path other = new GeoDatabaseFile("country ipvAll")
                .with("203.0.113.0/24", Map.of("country_code", "DE"))
                .write(folder.resolve("other.mmdb"));

        assertThat(open(enriched(line("203.0.113.9"), other, city))).containsEntry(COUNTRY, "DE");
        String json = "{\"source\":{\"ip\":\"203.0.113.9\",\"geo\":{\"country_iso_code\":\"AT\"}},\"message\":\"x\"}";
        assertThat(open(process("json", json, List.of("geo"), List.of(), List.of(), city)))
                .containsEntry(COUNTRY, "AT")
                .containsEntry("source.geo.city_name", "Zürich");
    }

    @Test
    void looksUpWhoWasCalledIfAskedTo() {
        String json =
                "{\"source\":{\"ip\":\"203.0.113.9\"},\"destination\":{\"ip\":\"2001:db8::1\"},\"message\":\"x\"}";

        assertThat(open(process("json", json, List.of("geo destination.ip"), List.of(), List.of(), city)))
                .containsEntry("destination.geo.country_iso_code", "JP")
                .doesNotContainKey(COUNTRY);
    }

    @Test
    void conditionsSeeItAndRedactionLeavesIt() {
        DropRule fromJapan = new DropRule("from JP", GeoTest::isInJapan);

        assertThat(process("common", line("2001:db8::7"), List.of("geo"), List.of(fromJapan), List.of(), city))
                .isNull();
        LogEvent masked = process(
                "common", line("203.0.113.9"), List.of("geo"), List.of(fromJapan), List.of("mask source.ip"), city);
        assertThat(masked.text(Field.SOURCE_IP)).isEqualTo("203.0.113.0");
        assertThat(open(masked)).containsEntry(COUNTRY, "CH").containsEntry("source.geo.city_name", "Zürich");
    }

    @Test
    void whatIsFoundCanBeRedactedAndTheLineStays() {
        LogEvent event = process(
                "common", line("203.0.113.9"), List.of("geo"), List.of(), List.of("drop source.geo.city_name"), city);

        assertThat(open(event)).containsEntry(COUNTRY, "CH").doesNotContainKey("source.geo.city_name");
        assertThat(new String(event.slice(Field.EVENT_ORIGINAL), UTF_8)).isEqualTo(line("203.0.113.9"));
    }

    @Test
    void anEventSaysThatThereWasNoDatabase() {
        assertThat(open(enriched(line("203.0.113.9")))).isEqualTo(Map.of("labels.drey.enrich_missing", "geo"));
        assertThat(new Enrichment(List.of(EnrichRule.parse("geo"))).problems(EnrichmentSources.none()))
                .singleElement()
                .satisfies(why -> assertThat(why).contains("'geo' finds nothing", "ingest-geo-databases"));
    }

    @Test
    void aFileThatIsMissingOrNoDatabaseOrOfAnotherTypeIsToldAndLeftOut() throws IOException {
        Path text = Files.writeString(folder.resolve("text.mmdb"), "country,code\n");
        Path proxies = new GeoDatabaseFile("GeoIP2-Anonymous-IP")
                .with("203.0.113.0/24", Map.of("is_anonymous", "yes"))
                .write(folder.resolve("proxies.mmdb"));

        LogEvent event = enriched(line("203.0.113.9"), folder.resolve("none.mmdb"), text, proxies, city);

        assertThat(open(event)).containsEntry(COUNTRY, "CH");
        assertThat(problems).hasSize(3);
        assertThat(problems.get(0)).contains("none.mmdb: there is no such file");
        assertThat(problems.get(1)).contains("text.mmdb: it is damaged, or no database in MaxMind's format");
        assertThat(problems.get(2))
                .contains("proxies.mmdb", "'GeoIP2-Anonymous-IP' says neither country nor city nor autonomous system");
    }

    @Test
    void aDamagedPlaceIsToldOnceAndHarmsNoOther() throws IOException {
        byte[] bytes = Files.readAllBytes(city);
        byte[] name = "iso_code".getBytes(UTF_8);
        // The size of the last country's key is far beyond the end of the data.
        int at = lastIndexOf(bytes, name);
        bytes[at - 1] = (byte) 0x5F;
        Path damaged = Files.write(folder.resolve("damaged.mmdb"), bytes);
        GeoFinder geo = GeoFinder.open(List.of(damaged), problems::add);

        assertThat(open(process("common", line("2001:db8::7"), List.of("geo"), List.of(), List.of(), geo)))
                .isEmpty();
        assertThat(open(process("common", line("2001:db8::8"), List.of("geo"), List.of(), List.of(), geo)))
                .isEmpty();
        assertThat(open(process("common", line("203.0.113.9"), List.of("geo"), List.of(), List.of(), geo)))
                .containsEntry(COUNTRY, "CH");
        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem)
                .contains("damaged.mmdb: it is damaged", "fetch it anew"));
    }

    @Test
    void aRowThatIsParsedAnewKeepsWhatWasFound() {
        LogEvent earlier = enriched(line("203.0.113.9"), city, asn);
        LinePipeline pipeline = new LinePipeline(
                settings("common", List.of("geo"), List.of(), List.of("drop source.geo.city_name")),
                RedactionSecrets.NONE,
                EnrichmentSources.none());
        byte[] line = line("203.0.113.9").getBytes(UTF_8);
        EventBuilder again = Parsing.event(line);

        assertThat(pipeline.parse(again, 0, line.length, earlier)).isNull();

        assertThat(open(again))
                .containsEntry(COUNTRY, "CH")
                .containsEntry("source.as.number", "64500")
                .doesNotContainKey("source.geo.city_name");
    }

    private static boolean isInJapan(EventView event) {
        return "JP".equals(event.text(FieldName.parse(COUNTRY)));
    }

    private static int lastIndexOf(byte[] bytes, byte[] part) {
        for (int i = bytes.length - part.length; i >= 0; i--) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }

    private static String line(String address) {
        return address + " - - [05/Jan/2026:10:00:00 +0000] \"GET /cart HTTP/1.1\" 200 92";
    }

    private static Map<String, String> open(LogEvent event) {
        Map<String, String> fields = new TreeMap<>();
        for (int i = 0; i < event.openCount(); i++) {
            if (!event.openName(i).equals("labels.drey.time")
                    && !event.openName(i).equals("labels.drey.redacted")) {
                fields.put(event.openName(i), event.openText(i));
            }
        }
        return fields;
    }

    private LogEvent enriched(String line, Path... databases) {
        return process("common", line, List.of("geo"), List.of(), List.of(), databases);
    }

    private LogEvent process(
            String format, String line, List<String> enrich, List<DropRule> drop, List<String> redact, Path... files) {
        try (GeoFinder geo = GeoFinder.open(List.of(files), problems::add)) {
            return process(format, line, enrich, drop, redact, geo);
        }
    }

    /** The event, or null if it was dropped. */
    private static LogEvent process(
            String format, String line, List<String> enrich, List<DropRule> drop, List<String> redact, GeoFinder geo) {
        LogEvent[] taken = {null};
        new LinePipeline(
                        settings(format, enrich, drop, redact),
                        RedactionSecrets.NONE,
                        new EnrichmentSources(geo, new UserAgentFinder(), LookupTables.NONE))
                .process(Parsing.event(line.getBytes(UTF_8)), new LinePipeline.Output() {
                    @Override
                    public void event(EventBuilder event) {
                        taken[0] = event;
                    }

                    @Override
                    public void dropped(LogEvent at, String reason) {
                        // Stays null.
                    }

                    @Override
                    public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
                        throw new AssertionError(rejection.reason());
                    }
                });
        return taken[0];
    }

    private static LineSettings settings(String format, List<String> enrich, List<DropRule> drop, List<String> redact) {
        return LineSettings.of(format)
                .withTreatment(new Treatment(
                        new Enrichment(enrich.stream().map(EnrichRule::parse).toList()),
                        drop,
                        new Redaction(redact.stream().map(RedactionRule::parse).toList(), Optional.empty())));
    }
}
