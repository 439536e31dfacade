package io.drey.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.DatasetDocument;
import io.drey.configuration.EventPartitions;
import io.drey.event.DatasetId;
import io.drey.job.datasets.DatasetDirectory;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventPlacesTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final String RAW = "raw.acme.access";
    private static final String EVENTS = "events.acme";

    private final Kafka kafka = new Kafka();
    private final Control control = new Control();
    private final EventPlaces places = new EventPlaces(kafka, control);

    @Test
    void aWriterThatRunsAndOneThatStartsAnewAgreeAfterAGrowth() {
        kafka.set(RAW, 4);
        kafka.set(EVENTS, 4);
        List<Integer> before = placesOf(places, 4);

        grow(12);
        kafka.set(RAW, 12);

        assertThat(placesOf(places, 12)).startsWith(before.toArray(Integer[]::new));
        assertThat(placesOf(new EventPlaces(kafka, control), 12)).isEqualTo(placesOf(places, 12));
        assertThat(placesOf(places, 12).subList(4, 12)).containsExactlyInAnyOrder(4, 5, 6, 7, 8, 9, 10, 11);
    }

    /** Whoever is killed at any line of a growth leaves a stand in which writers agree with those before and after. */
    @Test
    void atEachStepOfAGrowthAWriterThatStartsAnewAgreesWithTheOthers() {
        kafka.set(RAW, 4);
        kafka.set(EVENTS, 4);
        List<Integer> before = placesOf(places, 4);

        control.published = Optional.of(EventPartitions.fixed(id(EVENTS), 4).grown(12, Map.of("access", 4)));
        assertThat(placesOf(new EventPlaces(kafka, control), 4)).as("published").isEqualTo(before);
        kafka.set(EVENTS, 12);
        assertThat(placesOf(new EventPlaces(kafka, control), 4))
                .as("events grown")
                .isEqualTo(before);
        kafka.set(RAW, 9);
        List<Integer> nine = placesOf(new EventPlaces(kafka, control), 9);
        assertThat(nine).startsWith(before.toArray(Integer[]::new));
        kafka.set(RAW, 12);
        assertThat(placesOf(new EventPlaces(kafka, control), 12)).startsWith(nine.toArray(Integer[]::new));
    }

    @Test
    void aGrowthThatWasPublishedAndNotMadeIsMadeByWhoeverWrites() {
        kafka.set(RAW, 4);
        kafka.set(EVENTS, 4);
        control.published = Optional.of(EventPartitions.fixed(id(EVENTS), 4).grown(12, Map.of("access", 4)));

        placesOf(places, 4);

        assertThat(kafka.extents.get(EVENTS).partitions()).isEqualTo(12);
    }

    /** The documents a writer follows are older than what it sees in Kafka: it reads what was published first. */
    @Test
    void aGrowthIsKnownBeforeItsPartitionsAreUsed() {
        kafka.set(RAW, 1);
        kafka.set(EVENTS, 1);
        places.of(ACCESS, 0);
        control.unread = Optional.of(EventPartitions.fixed(id(EVENTS), 1).grown(2, Map.of("access", 1)));
        kafka.set(EVENTS, 2);
        kafka.set(RAW, 2);

        assertThat(places.of(ACCESS, 1)).isEqualTo(1);
        assertThat(places.of(ACCESS, 0)).isZero();
    }

    @Test
    void aMissingEventsTopicIsMade() {
        kafka.set(RAW, 2);

        assertThat(places.hasEventsTopic(RAW)).isFalse();
        assertThat(places.of(ACCESS, 0)).isZero();
        assertThat(kafka.extents).containsKey(EVENTS);
    }

    @Test
    void aGrowthOfATopicThatWasMadeAnewDoesNotCount() {
        kafka.set(RAW, 4);
        kafka.set(EVENTS, 2);
        control.published = Optional.of(EventPartitions.fixed("former", 4).grown(12, Map.of("access", 4)));

        assertThat(placesOf(places, 4)).containsOnly(0, 1);
        assertThat(kafka.extents.get(EVENTS).partitions()).isEqualTo(2);
    }

    private void grow(int partitions) {
        control.unread = Optional.of(EventPartitions.fixed(
                        id(EVENTS), kafka.extents.get(EVENTS).partitions())
                .grown(partitions, Map.of("access", kafka.extents.get(RAW).partitions())));
        kafka.set(EVENTS, partitions);
    }

    private static List<Integer> placesOf(EventPlaces places, int count) {
        return IntStream.range(0, count)
                .mapToObj(partition -> places.of(ACCESS, partition))
                .toList();
    }

    private static String id(String topic) {
        return "id-" + topic;
    }

    private static final class Kafka implements RawTopics {
        private final Map<String, Extent> extents = new HashMap<>();

        private void set(String topic, int partitions) {
            extents.put(topic, new Extent(id(topic), partitions));
        }

        @Override
        public void open() {}

        @Override
        public Optional<String> topicId(String topic) {
            return Optional.of(id(topic));
        }

        @Override
        public Map<String, Extent> extents() {
            return Map.copyOf(extents);
        }

        @Override
        public Extent eventsTopic(String topic, int partitions) {
            set(topic, partitions);
            return extents.get(topic);
        }

        @Override
        public CompletableFuture<Map<Partition, Long>> endOffsets(Collection<Partition> partitions) {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public void close() {}
    }

    /** What is published is known once it was read. */
    private static final class Control implements DatasetDirectory {
        private Optional<EventPartitions> published = Optional.empty();
        private Optional<EventPartitions> unread = Optional.empty();

        @Override
        public void open() {}

        @Override
        public Optional<DatasetDocument> find(DatasetId id) {
            return Optional.empty();
        }

        @Override
        public Optional<EventPartitions> eventPartitions(String tenant, String eventsTopicId) {
            return published.filter(each -> each.topicId().equals(eventsTopicId));
        }

        @Override
        public void refresh() {
            published = unread.or(() -> published);
        }

        @Override
        public void close() {}
    }
}
