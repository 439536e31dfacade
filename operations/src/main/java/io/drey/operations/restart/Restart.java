package io.drey.operations.restart;

import static java.util.Objects.requireNonNull;

import io.drey.job.kafka.KafkaSettings;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkCluster.RunRequest.Unmapped;
import io.drey.operations.flink.StateKeeper;
import io.drey.operations.restart.SavedStates.Found;
import io.drey.operations.restart.StateContents.Ending;
import io.drey.operations.restart.StateFiles.FoldersHere;
import io.drey.operations.restart.domain.Extent;
import io.drey.operations.restart.domain.Obstacle;
import io.drey.operations.restart.domain.Partition;
import io.drey.operations.suite.Job;
import io.drey.operations.suite.NamedJob;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;

/**
 * Finds where jobs that do not run go on, so that no record is lost and none is taken twice: their latest checkpoint or
 * savepoint, compared with what Kafka still has and with what their consumer groups have committed since.
 */
public final class Restart implements AutoCloseable {

    private static final int PARTITIONS_NAMED = 3;

    private final StateKeeper flink;
    private final Configuration settings;
    private final Consumer<String> told;
    private final StateFiles files;
    private final SavedStates states;
    private final Optional<KafkaStand> kafka;

    /**
     * A look at what there is now.
     *
     * @param settings of the jobs that are to be started
     * @throws OperationException if the cluster cannot be asked
     */
    public Restart(StateKeeper flink, Configuration settings, Consumer<String> told) {
        this.flink = requireNonNull(flink, "flink is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.told = requireNonNull(told, "told is null");
        this.files = new StateFiles(settings, isHere(flink.url().getHost()) ? FoldersHere.SHARED : FoldersHere.FOREIGN);
        this.states = SavedStates.of(flink, files, told);
        this.kafka = settings.contains(KafkaSettings.BOOTSTRAP_SERVERS)
                ? Optional.of(new KafkaStand(KafkaSettings.from(settings)))
                : Optional.empty();
    }

    private static boolean isHere(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /**
     * How a job begins that does not run.
     *
     * @throws OperationException if it would lose or repeat something, or that cannot be known; it names the remedy
     */
    public Beginning beginning(Job asked, Unmapped unmapped) {
        NamedJob job = NamedJob.of(asked, settings);
        Optional<Found> found = states.latest(job.takingTurns());
        Optional<FlinkCluster.SavedPath> remembered =
                states.unreadable().isEmpty() ? Optional.empty() : remembered(job.takingTurns());
        if (remembered.isPresent()
                && found.map(each -> each.state()
                                .completed()
                                .isBefore(remembered.get().completed()))
                        .orElse(true)) {
            return unseen(job, remembered.get(), unmapped);
        }
        if (found.isEmpty()) {
            return nothingFound(job);
        }
        refuseDamaged(job, found.get());
        return found.get().contents().ending() == Ending.DRAINED
                ? afterDrain(job, found.get())
                : onwards(job, found.get(), unmapped);
    }

    /** Whatever was read between the two may have arrived, although its consumer group did not commit it any more. */
    private void refuseDamaged(NamedJob job, Found found) {
        List<SavedState> damaged = states.damagedAfter(found);
        if (!damaged.isEmpty()) {
            throw OperationException.failure(
                    "the %s job is not started: its latest checkpoint %s cannot be read, and what it had read since the one before would be taken twice. Mend it; '--from %s' goes on from the one before all the same, --fresh starts without state (%s)"
                            .formatted(
                                    job.shortName(),
                                    damaged.get(0).location(),
                                    found.state().location(),
                                    job.job().meaningOfFresh()));
        }
    }

    /** What the cluster says of the latest of these jobs that it remembers, for a storage that cannot be read from here. */
    private Optional<FlinkCluster.SavedPath> remembered(Set<NamedJob> jobs) {
        return flink.jobs().stream()
                .filter(each -> each.hasEnded() && jobs.stream().anyMatch(job -> job.isNamed(each.name())))
                .flatMap(each -> flink.savedStates(each.id()).stream())
                .max(java.util.Comparator.comparing(FlinkCluster.SavedPath::completed));
    }

    private Beginning unseen(NamedJob job, FlinkCluster.SavedPath state, Unmapped unmapped) {
        told.accept("  %-11s is not compared with Kafka: %s".formatted(job.shortName(), unreadable()));
        return new Beginning(
                Optional.of(state.location()),
                "goes on from %s, completed %s".formatted(state.location(), ago(state.completed())),
                unmapped);
    }

    private Beginning nothingFound(NamedJob job) {
        Optional<String> group = job.job().consumerGroup(settings);
        if (group.isPresent() && kafka.isPresent()) {
            Map<Partition, Long> committed = kafka.get().committed(group.get());
            committed.keySet().retainAll(kafka.get().extents(committed.keySet()).keySet());
            if (!committed.isEmpty()) {
                throw OperationException.failure(
                        "the %s job has run before, as group %s has committed offsets of %s, but no checkpoint or savepoint of it is found%s: name one with --from, or start it without state with --fresh"
                                .formatted(
                                        job.shortName(),
                                        group.get(),
                                        named(committed.keySet()),
                                        states.unreadable().isEmpty() ? "" : ", and " + unreadable()));
            }
        } else if (group.isPresent() && !states.unreadable().isEmpty()) {
            throw OperationException.failure(
                    "whether the %s job left a checkpoint is not known: %s: name one with --from, or start it without state with --fresh"
                            .formatted(job.shortName(), unreadable()));
        }
        return Beginning.fresh("begins without state: no checkpoint or savepoint of it is found");
    }

    /** Windows are closed and half matches told: what is left of the state is how far raw topics were read. */
    private Beginning afterDrain(NamedJob job, Found found) {
        Optional<String> group = job.job().consumerGroup(settings);
        if (group.isPresent() && kafka.isPresent() && job.job().startsAtCommittedOffsets()) {
            Map<Partition, Long> positions = new HashMap<>(found.contents().positions());
            positions.keySet().retainAll(kafka.get().extents(positions.keySet()).keySet());
            refuse(job, found, obstacles(found, group.get()));
            Map<Partition, Long> committed = kafka.get().committed(group.get());
            positions.entrySet().removeIf(position -> position.getValue().equals(committed.get(position.getKey())));
            if (!positions.isEmpty()) {
                kafka.get().commit(group.get(), positions);
            }
        }
        return Beginning.fresh("begins without state, %s the %s job was drained with %s, completed %s"
                .formatted(
                        job.job().startsAtCommittedOffsets() ? "where" : "as",
                        found.job().shortName(),
                        found.state().title(),
                        ago(found.state().completed())));
    }

    private Beginning onwards(NamedJob job, Found found, Unmapped unmapped) {
        Optional<String> group = job.job().consumerGroup(settings);
        if (group.isPresent() && kafka.isPresent()) {
            refuse(job, found, obstacles(found, group.get()));
        } else if (group.isPresent()) {
            told.accept("  %-11s is not compared with Kafka, which needs -D%s=HOST:PORT"
                    .formatted(job.shortName(), KafkaSettings.BOOTSTRAP_SERVERS.key()));
        }
        boolean own = found.job().equals(job);
        String words = "goes on from %s%s, completed %s: %s"
                .formatted(
                        own
                                ? ""
                                : "where the %s job stopped, "
                                        .formatted(found.job().shortName()),
                        found.state().title(),
                        ago(found.state().completed()),
                        found.state().location());
        return new Beginning(Optional.of(found.state().location()), words, own ? unmapped : Unmapped.DROP);
    }

    private List<Obstacle> obstacles(Found found, String group) {
        Map<Partition, Long> positions = found.contents().positions();
        Map<Partition, Long> committed = kafka.orElseThrow().committed(group);
        committed.keySet().removeAll(found.contents().unread());
        Set<Partition> all = new HashSet<>(positions.keySet());
        all.addAll(committed.keySet());
        Map<Partition, Extent> extents = kafka.orElseThrow().extents(all);
        if (!positions.isEmpty() && extents.keySet().stream().noneMatch(positions::containsKey)) {
            throw OperationException.failure(
                    "%s has read %s, of which Kafka at %s has none: check kafka-bootstrap-servers, or start without state with --fresh"
                            .formatted(
                                    found.state().location(),
                                    named(positions.keySet()),
                                    settings.get(KafkaSettings.BOOTSTRAP_SERVERS)));
        }
        // A name of its own is in its state, too: that is known to be its.
        if (found.job().equals(NamedJob.of(Job.DELIVERY))
                && committed.isEmpty()
                && positions.values().stream().anyMatch(position -> position > 0)) {
            throw OperationException.failure(
                    "%s is not known to be of a delivery to these targets, whose group %s has committed nothing: name it with --from if it is, or start without state with --fresh"
                            .formatted(found.state().location(), group));
        }
        return Obstacle.between(positions, found.state().completed(), extents, committed);
    }

    private void refuse(NamedJob job, Found found, List<Obstacle> obstacles) {
        Map<Obstacle.Kind, List<Obstacle>> byKind =
                obstacles.stream().collect(Collectors.groupingBy(Obstacle::kind, TreeMap::new, Collectors.toList()));
        for (Obstacle.Kind kind : Obstacle.Kind.values()) {
            List<Obstacle> all = byKind.getOrDefault(kind, List.of());
            if (!all.isEmpty()) {
                throw OperationException.failure(refusal(job, found, kind, all));
            }
        }
    }

    private static String refusal(NamedJob job, Found found, Obstacle.Kind kind, List<Obstacle> all) {
        long records = all.stream().mapToLong(Obstacle::records).sum();
        String where = all.stream()
                .limit(PARTITIONS_NAMED)
                .map(each -> "%s at %d".formatted(each.partition(), each.position()))
                .collect(Collectors.joining(", "));
        if (all.size() > PARTITIONS_NAMED) {
            where += " and %d more".formatted(all.size() - PARTITIONS_NAMED);
        }
        String state = "%s (completed %s)"
                .formatted(found.state().title(), found.state().completed().truncatedTo(ChronoUnit.SECONDS));
        return switch (kind) {
            case EXPIRED ->
                "the %s job is not started: Kafka has deleted %,d records that it has not read after %s, which stands at %s. Have them sent again if their senders still have them; '--from %s' goes on with the oldest that Kafka has and keeps the state, --fresh starts without state (%s)"
                        .formatted(
                                job.shortName(),
                                records,
                                state,
                                where,
                                found.state().location(),
                                job.job().meaningOfFresh());
            case BEYOND_END ->
                "the %s job is not started: %s stands beyond the end of its topics in Kafka, at %s. They were made anew, or kafka-bootstrap-servers names another Kafka; --fresh starts without state (%s)"
                        .formatted(job.shortName(), state, where, job.job().meaningOfFresh());
            case MADE_ANEW ->
                "the %s job is not started: topics were made anew since %s, which stands at %s: as many of their first records would be left out, %,d in all. --fresh starts without state (%s); '--from %s' leaves them out and keeps the state"
                        .formatted(
                                job.shortName(),
                                state,
                                where,
                                records,
                                job.job().meaningOfFresh(),
                                found.state().location());
            case OUTDATED ->
                "the %s job is not started: the latest state that is found, %s, stands at %s, but its consumer group has committed %,d records more, which would be taken twice. Name the later checkpoint or savepoint with --from; --fresh starts without state (%s)"
                        .formatted(
                                job.shortName(),
                                state,
                                where,
                                records,
                                job.job().meaningOfFresh());
        };
    }

    private String unreadable() {
        return states.unreadable().entrySet().stream()
                .map(folder -> "%s cannot be listed from here (%s)".formatted(folder.getKey(), folder.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String named(Set<Partition> partitions) {
        String first = partitions.stream()
                .sorted()
                .limit(PARTITIONS_NAMED)
                .map(Partition::toString)
                .collect(Collectors.joining(", "));
        return partitions.size() > PARTITIONS_NAMED
                ? "%s and %d more partitions".formatted(first, partitions.size() - PARTITIONS_NAMED)
                : first;
    }

    private static String ago(Instant when) {
        Duration age = Duration.between(when, Instant.now());
        String words = age.compareTo(Duration.ofMinutes(2)) < 0
                ? "%d s".formatted(Math.max(0, age.toSeconds()))
                : age.compareTo(Duration.ofHours(2)) < 0
                        ? "%d min".formatted(age.toMinutes())
                        : age.compareTo(Duration.ofDays(2)) < 0
                                ? "%d h".formatted(age.toHours())
                                : "%d days".formatted(age.toDays());
        return "%s (%s ago)".formatted(when.truncatedTo(ChronoUnit.SECONDS), words);
    }

    @Override
    public void close() {
        files.close();
        kafka.ifPresent(KafkaStand::close);
    }
}
