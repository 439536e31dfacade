package io.drey.operations.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.query.sight.AccessRole;
import io.drey.query.sight.ImpersonalFields;
import io.drey.query.sight.Sight;
import io.drey.query.sql.Globs;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeenEventsTest {

    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");
    private static final String WORDS = "web-1 eu-central-1 relay-9";

    @Test
    void whatARoleNamesIsSeenAndWhatDoesNotSayWhereItIsFromIsNot() {
        LogEvent web = event(true);
        LogEvent silent = event(false);

        assertThat(seen("web", "web-*", "eu-*").test(web)).isTrue();
        assertThat(seen("mail", "*", "*").test(web)).isFalse();
        assertThat(seen("*", "db-*", "*").test(web)).isFalse();
        assertThat(seen("*", "*", "us-*").test(web)).isFalse();
        assertThat(seen("*", "*", "*").test(silent)).isTrue();
        assertThat(seen("*", "*", "eu-*").test(silent)).isFalse();
        // Whoever sent a line first is its host where it names none.
        assertThat(seen("*", "relay-*", "*").test(silent)).isTrue();
        assertThat(seen("*", "relay-*", "*").test(web)).isFalse();
    }

    @Test
    void whatIsOlderThanARolesPastIsNotSeen() {
        assertThat(new SeenEvents(sight("*", "*", "*", Optional.of(Duration.ofDays(1))), NOW).test(event(true)))
                .isTrue();
        assertThat(new SeenEvents(sight("*", "*", "*", Optional.of(Duration.ofMinutes(1))), NOW).test(event(true)))
                .isFalse();
    }

    private static SeenEvents seen(String datasets, String hosts, String regions) {
        return new SeenEvents(sight(datasets, hosts, regions, Optional.empty()), NOW);
    }

    private static Sight sight(String datasets, String hosts, String regions, Optional<Duration> past) {
        return new Sight(
                "some",
                Globs.ALL,
                AccessRole.SECURITY,
                Globs.parse("datasets", datasets),
                Globs.parse("hosts", hosts),
                Globs.parse("regions", regions),
                past,
                ImpersonalFields.NONE);
    }

    /** An hour ago, by way of a relay. */
    private static LogEvent event(boolean saysWhere) {
        EventBuilder event = EventBuilder.at(
                new DatasetId("acme", "web"),
                new Position("topicid", "raw.acme.web", 0, 0, 0),
                NOW.toEpochMilli(),
                WORDS.getBytes(UTF_8));
        event.timestampMicros(NOW.minus(Duration.ofHours(1)).toEpochMilli() * 1000);
        if (saysWhere) {
            put(event, Field.HOST_NAME, "web-1");
            put(event, Field.CLOUD_REGION, "eu-central-1");
        }
        put(event, Field.LOG_SYSLOG_HOSTNAME, "relay-9");
        return event;
    }

    private static void put(EventBuilder event, Field field, String word) {
        event.put(field, WORDS.indexOf(word), word.length());
    }
}
