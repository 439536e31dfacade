package io.drey.detection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessEventTest {

    private static final Position POSITION = new Position("topic", "raw.acme.access", 3, 12, 1);

    @Test
    void projectsAnEvent() {
        EventBuilder event = event(404);
        event.append(Field.SOURCE_ADDRESS, "host.example".getBytes(UTF_8));
        event.append(Field.SOURCE_IP, "1.2.3.4".getBytes(UTF_8));
        event.append(Field.URL_ORIGINAL, "/a?b".getBytes(UTF_8));
        event.append(Field.URL_PATH, "/a".getBytes(UTF_8));
        event.append(Field.EVENT_ORIGINAL, new byte[] {(byte) 0xFF, 0});

        assertThat(AccessEvent.of(event))
                .contains(new AccessEvent(
                        "acme", "access", "1.2.3.4", 1_700_000_000_123L, "topic", 3, 12, 1, 404, "/a", new byte[] {
                            (byte) 0xFF, 0
                        }));
        assertThat(AccessEvent.of(event).orElseThrow().eventId()).isEqualTo(POSITION.eventId());
    }

    @Test
    void fallsBackToTheHostNameAndTheWholeTarget() {
        EventBuilder event = event(401);
        event.append(Field.SOURCE_ADDRESS, "host.example".getBytes(UTF_8));
        event.append(Field.URL_ORIGINAL, "*".getBytes(UTF_8));

        AccessEvent projection = AccessEvent.of(event).orElseThrow();

        assertThat(projection.address()).isEqualTo("host.example");
        assertThat(projection.path()).isEqualTo("*");
        assertThat(projection.original()).isEmpty();
    }

    @Test
    void keepsTheBeginningOfALongLine() {
        EventBuilder event = event(401);
        event.append(Field.SOURCE_IP, "1.2.3.4".getBytes(UTF_8));
        event.append(Field.EVENT_ORIGINAL, new byte[1 << 20]);

        assertThat(AccessEvent.of(event).orElseThrow().original()).hasSize(AccessEvent.LONGEST_LINE);
    }

    @Test
    void isEmptyWithoutACaller() {
        assertThat(AccessEvent.of(event(401))).isEmpty();
    }

    @Test
    void takesNoNumberOutsideOfHttpForAStatus() {
        assertThat(List.of(0, 99, 1000, -1)).allSatisfy(status -> assertThat(AccessEvent.statusOf(event(status)))
                .isZero());
        assertThat(AccessEvent.statusOf(event(200))).isEqualTo(200);
    }

    @Test
    void isOrderedByTimeThenPosition() {
        assertThat(List.of(
                                at(2, "a", 0, 0, 0),
                                at(1, "b", 0, 0, 0),
                                at(1, "a", 1, 0, 0),
                                at(1, "a", 0, 7, 1),
                                at(1, "a", 0, 7, 0))
                        .stream()
                        .sorted()
                        .map(AccessEvent::eventId))
                .containsExactly("a.0.7.0", "a.0.7.1", "a.1.0.0", "b.0.0.0", "a.0.0.0");
    }

    private static AccessEvent at(long millis, String topicId, int partition, long offset, int index) {
        return new AccessEvent("acme", "access", "a", millis, topicId, partition, offset, index, 200, "/", null);
    }

    private static EventBuilder event(int status) {
        EventBuilder event = EventBuilder.at(new DatasetId("acme", "access"), POSITION, 0, new byte[0]);
        event.timestampMicros(1_700_000_000_123_456L);
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        return event;
    }
}
