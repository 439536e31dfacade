package io.drey.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where requests come from: lists of places and of countries, of what enrichment found. */
@SuppressWarnings("try") // closing a harness may be interrupted
class GeoTest {

    private static final DatasetId SHOP = new DatasetId("acme", "shop");
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final AggregationSettings SETTINGS =
            new AggregationSettings(Duration.ofSeconds(10), List.of(Duration.ofMinutes(1)), 65_536, 1024);

    private final TestingIndex index = new TestingIndex();
    private int offset;

    @Test
    void aPlaceIsACountryAndWhereTheyAreKnownItsCityAndPoint() throws Exception {
        try (TestingMetrics metrics =
                new TestingMetrics(DatasetDocument.live(SHOP, "combined"), SETTINGS, 1, null, index)) {
            metrics.tick(0, NOON - 1);
            for (int i = 0; i < 3; i++) {
                metrics.read(0, located(request(), "CH", "Zurich", "47.366%d,8.55".formatted(i)));
            }
            metrics.read(0, located(request(), "CH", "La Chaux-de-Fonds", "47.1,-6.8299"));
            metrics.read(0, located(request(), "CH", "La Chaux-de-Fonds", "47.1,-6.8299"));
            metrics.read(0, located(request(), "SG", null, null));
            // What a line says itself is no place only because of its name.
            metrics.read(0, located(request(), "nowhere", "Zurich", "47.3,8.5"));
            metrics.read(0, located(request(), "US", "", "north, west"));
            metrics.read(0, request());
            metrics.read(0, located(line(), "FR", "Paris", "48.8,2.3"));
            metrics.endInput();
        }

        assertThat(listed("geo", 10))
                .extracting(
                        json -> json.path("attribute_value").asText(),
                        json -> json.path("count").asInt(),
                        json -> json.at("/geo/country_iso_code").asText(),
                        json -> json.at("/geo/city_name").asText(),
                        json -> json.at("/geo/location").asText())
                .containsExactlyInAnyOrder(
                        tuple("CH Zurich 47.3,8.5", 3, "CH", "Zurich", "47.3,8.5"),
                        tuple("CH La Chaux-de-Fonds 47.1,-6.8", 2, "CH", "La Chaux-de-Fonds", "47.1,-6.8"),
                        tuple("SG", 1, "SG", "", ""),
                        tuple("US", 1, "US", "", ""));
        assertThat(listed("geo", 60)).hasSize(4);
        assertThat(listed("geo_country", 10)).isEmpty();
        assertThat(listed("geo_country", 60))
                .extracting(
                        json -> json.at("/geo/country_iso_code").asText(),
                        json -> json.path("count").asInt(),
                        json -> json.path("geo").size())
                .contains(tuple("CH", 5, 1), tuple("SG", 1, 1), tuple("US", 1, 1))
                .doesNotContain(tuple("FR", 1, 1));
    }

    private List<JsonNode> listed(String metric, int seconds) {
        return index.of(metric).stream()
                .filter(json -> json.path("window_seconds").asInt() == seconds)
                .toList();
    }

    private EventBuilder request() {
        EventBuilder event = line();
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, 200);
        return event;
    }

    private EventBuilder line() {
        EventBuilder event = new EventBuilder(SHOP, "topic-id", "raw.acme.shop", 0, offset, 0, NOON, new byte[0]);
        event.timestampMicros((NOON + offset++) * 1000);
        event.append(Field.SOURCE_IP, "192.0.2.1".getBytes(UTF_8));
        return event;
    }

    private static EventBuilder located(EventBuilder event, String country, String city, String point) {
        event.appendOpen("source.geo.country_iso_code", country);
        if (city != null) {
            event.appendOpen("source.geo.city_name", city);
        }
        if (point != null) {
            event.appendOpen("source.geo.location", point);
        }
        return event;
    }
}
