package io.drey.operations.restart;

import static java.util.Objects.requireNonNull;

import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.flink.FlinkJob;
import io.drey.operations.flink.StateKeeper;
import io.drey.operations.suite.NamedJob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The checkpoints and savepoints that ended jobs left, of a cluster: in its folders for both, and where it says that it put
 * others. Whose one is its operators tell, not its job's name or id, so that also those are found that were started by other
 * means, under an earlier name, or at a JobManager that is no more.
 */
final class SavedStates {

    private final Consumer<String> told;
    private final StateReader reader;

    /** Without those of jobs that run; the latest first. */
    private final List<SavedState> states;

    private final Map<String, String> unreadable = new TreeMap<>();
    private final Map<SavedState, Optional<StateContents>> contents = new HashMap<>();

    /**
     * A saved state of a job.
     *
     * @param state where it is
     * @param contents what it holds
     * @param job whose it is
     */
    record Found(SavedState state, StateContents contents, NamedJob job) {}

    private SavedStates(Consumer<String> told, StateReader reader, Collection<SavedState> states) {
        this.told = told;
        this.reader = reader;
        this.states =
                states.stream().sorted(SavedState.BY_AGE.reversed()).distinct().toList();
    }

    /** Looks for them. Folders that cannot be listed from here are {@link #unreadable}. */
    static SavedStates of(StateKeeper flink, StateFiles files, Consumer<String> told) {
        requireNonNull(flink, "flink is null");
        List<FlinkJob> jobs = flink.jobs();
        Set<String> running = new HashSet<>();
        Set<String> folders = new HashSet<>();
        Stream.of(
                        flink.option("execution.checkpointing.dir").or(() -> flink.option("state.checkpoints.dir")),
                        flink.option("execution.checkpointing.savepoint-dir")
                                .or(() -> flink.option("state.savepoints.dir")))
                .flatMap(Optional::stream)
                .filter(folder -> !folder.isBlank())
                .forEach(folders::add);
        Set<String> elsewhere = new HashSet<>();
        for (FlinkJob job : jobs) {
            if (job.hasEnded()) {
                flink.savedStates(job.id()).stream()
                        .map(FlinkCluster.SavedPath::location)
                        .filter(location ->
                                folders.stream().noneMatch(folder -> location.startsWith(withSlash(folder))))
                        .forEach(elsewhere::add);
            } else {
                running.add(job.id());
            }
        }
        folders.addAll(elsewhere);
        List<SavedState> found = new ArrayList<>();
        Map<String, String> unreadable = new TreeMap<>();
        for (String folder : folders) {
            try {
                files.completeBelow(folder).stream()
                        .filter(state -> state.jobId().filter(running::contains).isEmpty())
                        .forEach(found::add);
            } catch (IOException e) {
                unreadable.put(folder, e.getMessage());
            }
        }
        SavedStates states = new SavedStates(told, new StateReader(files), found);
        states.unreadable.putAll(unreadable);
        return states;
    }

    private static String withSlash(String folder) {
        return folder.endsWith("/") ? folder : folder + "/";
    }

    /** Folders that cannot be listed from here, with the reasons. */
    Map<String, String> unreadable() {
        return Map.copyOf(unreadable);
    }

    /** The latest one of any of these jobs. */
    Optional<Found> latest(Set<NamedJob> jobs) {
        for (SavedState state : states) {
            Optional<StateContents> held = contents.computeIfAbsent(state, this::read);
            Optional<NamedJob> whose = held.flatMap(each -> jobs.stream()
                    .filter(job -> job.isOfOperators(each.operators()))
                    .findFirst());
            if (whose.isPresent()) {
                return Optional.of(new Found(state, held.get(), whose.get()));
            }
        }
        return Optional.empty();
    }

    /** Checkpoints of the same run that came after the found one and cannot be read. */
    List<SavedState> damagedAfter(Found found) {
        return states.stream()
                .takeWhile(state -> !state.equals(found.state()))
                .filter(state -> state.jobId().isPresent()
                        && state.jobId().equals(found.state().jobId()))
                .toList();
    }

    private Optional<StateContents> read(SavedState state) {
        try {
            return Optional.of(reader.read(state));
        } catch (IOException e) {
            told.accept("%s is left out: %s".formatted(state.location(), e.getMessage()));
            return Optional.empty();
        }
    }
}
