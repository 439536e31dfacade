package io.drey.operations.restart.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.operations.restart.domain.Obstacle.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObstacleTest {

    private static final Instant COMPLETED = Instant.parse("2026-10-01T12:00:00Z");
    private static final Instant BEFORE = COMPLETED.minusSeconds(600);
    private static final Instant AFTER = COMPLETED.plusSeconds(1);

    private static final Partition FIRST = new Partition("raw.acme.web", 0);
    private static final Partition SECOND = new Partition("raw.acme.web", 1);
    private static final Extent ALL = extent(0, 1000);

    @Test
    void nothingIsInTheWayWhereKafkaHasAllThatWasNotRead() {
        assertThat(Obstacle.between(
                        Map.of(FIRST, 400L, SECOND, 1000L),
                        COMPLETED,
                        Map.of(FIRST, extent(400, 1000), SECOND, ALL),
                        Map.of(FIRST, 400L, SECOND, 990L)))
                .isEmpty();
    }

    @Test
    void recordsThatWereDeletedUnreadAreInTheWay() {
        List<Obstacle> obstacles =
                Obstacle.between(Map.of(FIRST, 400L), COMPLETED, Map.of(FIRST, extent(450, 1000)), Map.of());
        assertThat(obstacles).containsExactly(new Obstacle(Kind.EXPIRED, FIRST, 400, 450));
        assertThat(obstacles.get(0).records()).isEqualTo(50);
    }

    @Test
    void aTopicThatWasMadeAnewIsShorterThanWhatWasRead() {
        assertThat(Obstacle.between(Map.of(FIRST, 400L), COMPLETED, Map.of(FIRST, extent(0, 10)), Map.of()))
                .containsExactly(new Obstacle(Kind.BEYOND_END, FIRST, 400, 10));
    }

    @Test
    void aTopicThatWasMadeAnewAndHasGrownIsYoungerThanTheState() {
        Map<Partition, Extent> anew = Map.of(FIRST, new Extent(0, 1000, Optional.of(AFTER)), SECOND, ALL);
        List<Obstacle> obstacles =
                Obstacle.between(Map.of(FIRST, 400L, SECOND, 7L), COMPLETED, anew, Map.of(SECOND, 7L));
        assertThat(obstacles).containsExactly(new Obstacle(Kind.MADE_ANEW, FIRST, 400, 0));
        assertThat(obstacles.get(0).records()).isEqualTo(400);
        assertThat(Obstacle.between(Map.of(FIRST, 400L), COMPLETED, anew, Map.of(FIRST, 400L)))
                .as("what was committed is there, so that only a sender's clock is wrong")
                .isEmpty();
        assertThat(Obstacle.between(Map.of(FIRST, 0L), COMPLETED, anew, Map.of()))
                .as("nothing was read of it")
                .isEmpty();
        assertThat(Obstacle.between(Map.of(SECOND, 400L), COMPLETED, anew, Map.of()))
                .as("its first record is older than the state, and what was committed has expired")
                .isEmpty();
    }

    @Test
    void aGroupThatCommittedMoreHasALaterState() {
        assertThat(Obstacle.between(
                        Map.of(FIRST, 400L), COMPLETED, Map.of(FIRST, ALL, SECOND, ALL), Map.of(FIRST, 401L)))
                .containsExactly(new Obstacle(Kind.OUTDATED, FIRST, 400, 401));
        assertThat(Obstacle.between(
                        Map.of(FIRST, 400L),
                        COMPLETED,
                        Map.of(FIRST, ALL, SECOND, ALL),
                        Map.of(FIRST, 400L, SECOND, 7L)))
                .as("a partition that came after the state")
                .containsExactly(new Obstacle(Kind.OUTDATED, SECOND, 0, 7));
    }

    @Test
    void topicsThatWereDeletedAreNotInTheWay() {
        assertThat(Obstacle.between(
                        Map.of(FIRST, 400L, SECOND, 10L), COMPLETED, Map.of(SECOND, ALL), Map.of(FIRST, 900L)))
                .isEmpty();
    }

    private static Extent extent(long begin, long end) {
        return new Extent(begin, end, Optional.of(BEFORE));
    }
}
