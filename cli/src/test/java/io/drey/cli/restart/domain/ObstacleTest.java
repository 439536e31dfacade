package io.drey.cli.restart.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.restart.domain.Obstacle.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObstacleTest {

    private static final Partition FIRST = new Partition("raw.acme.web", 0);
    private static final Partition SECOND = new Partition("raw.acme.web", 1);
    private static final Extent ALL = new Extent(0, 1000);

    @Test
    void nothingIsInTheWayWhereKafkaHasAllThatWasNotRead() {
        assertThat(Obstacle.between(
                        Map.of(FIRST, 400L, SECOND, 1000L),
                        Map.of(FIRST, new Extent(400, 1000), SECOND, ALL),
                        Map.of(FIRST, 400L, SECOND, 990L)))
                .isEmpty();
    }

    @Test
    void recordsThatWereDeletedUnreadAreInTheWay() {
        List<Obstacle> obstacles =
                Obstacle.between(Map.of(FIRST, 400L), Map.of(FIRST, new Extent(450, 1000)), Map.of());
        assertThat(obstacles).containsExactly(new Obstacle(Kind.EXPIRED, FIRST, 400, 450));
        assertThat(obstacles.get(0).records()).isEqualTo(50);
    }

    @Test
    void aTopicThatWasMadeAnewIsShorterThanWhatWasRead() {
        assertThat(Obstacle.between(Map.of(FIRST, 400L), Map.of(FIRST, new Extent(0, 10)), Map.of()))
                .containsExactly(new Obstacle(Kind.BEYOND_END, FIRST, 400, 10));
    }

    @Test
    void aGroupThatCommittedMoreHasALaterState() {
        assertThat(Obstacle.between(Map.of(FIRST, 400L), Map.of(FIRST, ALL, SECOND, ALL), Map.of(FIRST, 401L)))
                .containsExactly(new Obstacle(Kind.OUTDATED, FIRST, 400, 401));
        assertThat(Obstacle.between(
                        Map.of(FIRST, 400L), Map.of(FIRST, ALL, SECOND, ALL), Map.of(FIRST, 400L, SECOND, 7L)))
                .as("a partition that came after the state")
                .containsExactly(new Obstacle(Kind.OUTDATED, SECOND, 0, 7));
    }

    @Test
    void topicsThatWereDeletedAreNotInTheWay() {
        assertThat(Obstacle.between(Map.of(FIRST, 400L, SECOND, 10L), Map.of(SECOND, ALL), Map.of(FIRST, 900L)))
                .isEmpty();
    }
}
