package io.drey.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class WallClockTest {
    private static final Duration ROOM = Duration.ofMinutes(2);
    private static final Predicate<LocalTime> MIDNIGHT = LocalTime.MIDNIGHT::equals;

    @Test
    void whereThereIsRoomItIsNow() {
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        Instant justEnough = Instant.parse("2026-03-01T23:57:59.999Z");
        assertThat(WallClock.withRoom(noon, ROOM, MIDNIGHT)).isEqualTo(noon);
        assertThat(WallClock.withRoom(justEnough, ROOM, MIDNIGHT)).isEqualTo(justEnough);
    }

    @Test
    void whereThereIsNoneItIsAfterTheBoundary() {
        assertThat(WallClock.withRoom(Instant.parse("2026-03-01T23:58:00Z"), ROOM, MIDNIGHT))
                .isEqualTo("2026-03-02T00:00:00Z");
        Set<Integer> minutes = Set.of(5, 7, 20);
        assertThat(WallClock.withRoom(
                        Instant.parse("2026-03-01T09:04:30Z"), ROOM, time -> minutes.contains(time.getMinute())))
                .as("behind both boundaries that are too near to each other")
                .isEqualTo("2026-03-01T09:07:00Z");
    }

    @Test
    void roomThatThereNeverIsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WallClock.withRoom(Instant.EPOCH, ROOM, time -> true))
                .withMessageContaining("never PT2M");
    }
}
