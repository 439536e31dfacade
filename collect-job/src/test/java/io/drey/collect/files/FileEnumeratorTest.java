package io.drey.collect.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.drey.collect.files.CollectSettings.FilesOfDataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileEnumeratorTest {

    @TempDir
    private Path folder;

    private final Context context = new Context();
    private FileEnumerator enumerator;

    @BeforeEach
    void begin() {
        start(FilesState.NOTHING);
    }

    @Test
    void aFileIsHandedOutOnceToASubtaskThatAsks() throws IOException {
        file("a.gz");
        context.list();
        assertThat(context.assigned).as("nobody asked").isEmpty();

        enumerator.handleSplitRequest(0, "host");
        enumerator.handleSplitRequest(1, "host");
        context.list();
        assertThat(files()).containsExactly("0: a.gz");

        file("b.gz");
        context.list();
        assertThat(files()).containsExactly("0: a.gz", "1: b.gz");
    }

    @Test
    void aFileThatIsNoObjectSettlesFirst() throws IOException {
        file("a.gz");
        enumerator = new FileEnumerator(
                context,
                settings(new FilesOfDataset("acme", "access", "file://" + folder + "/*.gz")),
                null,
                List.of(),
                FilesState.NOTHING,
                Duration.ofDays(1));
        begin(enumerator);
        enumerator.handleSplitRequest(0, "host");
        context.list();
        context.list();

        assertThat(files()).isEmpty();
    }

    @Test
    void whatIsKnownAndWhatWaitsIsKnownAfterARestore() throws IOException {
        file("a.gz");
        file("b.gz");
        enumerator.handleSplitRequest(0, "host");
        context.list();
        assertThat(files()).containsExactly("0: a.gz");
        FilesState state = enumerator.snapshotState(1);
        FilesStateSerializer serializer = FilesStateSerializer.INSTANCE;
        FilesState restored = serializer.deserialize(serializer.getVersion(), serializer.serialize(state));
        assertThat(restored).isEqualTo(state);

        context.forgetAssigned();
        start(restored);
        context.list();
        enumerator.handleSplitRequest(1, "host");
        enumerator.handleSplitRequest(1, "host");
        context.list();

        assertThat(files()).as("a reader has the other one in its state").containsExactly("1: b.gz");
    }

    @Test
    void whatASubtaskLostIsHandedOutAgain() throws IOException {
        file("a.gz");
        enumerator.handleSplitRequest(0, "host");
        context.list();
        enumerator.addSplitsBack(List.of(context.assigned.get(0)), 0);
        enumerator.handleSplitRequest(1, "host");

        assertThat(files()).containsExactly("0: a.gz", "1: a.gz");
    }

    @Test
    void filesThatGrowAreOneSplitThatIsHandedOutOnceAndNotAskedFor() {
        start(FilesState.NOTHING, "/*.log");
        enumerator.addReader(0);
        enumerator.addReader(1);
        assertThat(context.assigned).singleElement().isInstanceOf(TailSplit.class);

        context.forgetAssigned();
        start(enumerator.snapshotState(1), "/*.log");
        enumerator.addReader(0);
        assertThat(context.assigned).as("a reader has it in its state").isEmpty();

        start(enumerator.snapshotState(1), "/*.txt");
        enumerator.addReader(0);
        assertThat(context.assigned)
                .as("another pattern")
                .singleElement()
                .extracting(split -> ((TailSplit) split).pattern())
                .asString()
                .endsWith("*.txt");
    }

    @Test
    void aPlaceThatCannotBeListedKeepsNoOtherFromBeing() throws IOException {
        file("a.gz");
        CollectSettings settings = settings(
                new FilesOfDataset("acme", "away", "nosuchscheme://host/*.gz"),
                new FilesOfDataset("acme", "access", "file://" + folder + "/*.gz"));
        enumerator = new FileEnumerator(context, settings, null, List.of(), FilesState.NOTHING, Duration.ZERO);
        begin(enumerator);
        enumerator.handleSplitRequest(0, "host");
        context.list();

        assertThat(files()).contains("0: a.gz");
    }

    @Test
    void whatIsPublishedIsReadFromThenOn() throws IOException {
        List<FilesOfDataset> published = new ArrayList<>();
        enumerator = new FileEnumerator(
                context, settings(), new Directory(published), List.of(), FilesState.NOTHING, Duration.ZERO);
        begin(enumerator);
        enumerator.handleSplitRequest(0, "host");
        file("a.gz");
        context.list();
        assertThat(files()).as("nobody asks for it").isEmpty();

        published.add(new FilesOfDataset("acme", "access", "file://" + folder + "/*.gz"));
        enumerator.news().hear(Duration.ZERO);
        assertThat(files()).as("without a listing of all").containsExactly("0: a.gz");

        published.clear();
        enumerator.news().hear(Duration.ZERO);
        enumerator.handleSplitRequest(0, "host");
        file("b.gz");
        context.list();
        assertThat(files()).as("nobody asks any more").containsExactly("0: a.gz");
    }

    @Test
    void filesThatGrowAreReadForAsLongAsTheyAreAskedForAndHandedOutOnce() throws IOException {
        FilesOfDataset app = new FilesOfDataset("acme", "app", "file://" + folder + "/*.log");
        String id = "raw.acme.app file://" + folder + "/*.log";
        List<FilesOfDataset> published = new ArrayList<>(List.of(app));
        enumerator = new FileEnumerator(
                context, settings(), new Directory(published), List.of(), FilesState.NOTHING, Duration.ZERO);
        context.said.clear();
        enumerator.addReader(0);
        assertThat(context.said).as("it is not known yet").isEmpty();
        begin(enumerator);
        assertThat(context.assigned).singleElement().isInstanceOf(TailSplit.class);
        assertThat(context.said).containsEntry(0, Set.of(id)).containsEntry(1, Set.of(id));

        published.clear();
        enumerator.news().hear(Duration.ZERO);
        assertThat(context.said).containsEntry(0, Set.of()).containsEntry(1, Set.of());

        published.add(app);
        enumerator.news().hear(Duration.ZERO);
        assertThat(context.said).containsEntry(0, Set.of(id));
        assertThat(context.assigned).as("who reads it has kept it").hasSize(1);
        context.said.clear();
        enumerator.addReader(1);
        assertThat(context.said).as("who comes later hears it, too").containsOnlyKeys(1);
    }

    @Test
    void aDirectoryThatCannotBeReadNowIsReadLater() throws IOException {
        file("a.gz");
        Directory directory =
                new Directory(List.of(new FilesOfDataset("acme", "access", "file://" + folder + "/*.gz")));
        directory.failures = 1;
        enumerator = new FileEnumerator(context, settings(), directory, List.of(), FilesState.NOTHING, Duration.ZERO);
        enumerator.startListing();
        enumerator.handleSplitRequest(0, "host");
        assertThatIllegalStateException().isThrownBy(() -> enumerator.news().hear(Duration.ZERO));
        enumerator.news().hear(Duration.ZERO);

        assertThat(files()).containsExactly("0: a.gz");
    }

    private static void begin(FileEnumerator enumerator) {
        enumerator.startListing();
        try {
            enumerator.news().hear(Duration.ZERO);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start(FilesState state) {
        start(state, "/*.gz");
    }

    private void start(FilesState state, String pattern) {
        enumerator = new FileEnumerator(
                context,
                settings(new FilesOfDataset("acme", "access", "file://" + folder + pattern)),
                null,
                List.of(),
                state,
                Duration.ZERO);
        begin(enumerator);
    }

    private static CollectSettings settings(FilesOfDataset... files) {
        return new CollectSettings(
                new ArrayList<>(List.of(files)),
                Duration.ofSeconds(10),
                Duration.ofDays(3),
                new ArrayList<>(List.of(new CollectSettings.PlaceOfTenant("acme", "s3://logs/"))),
                new ArrayList<>(),
                new ArrayList<>(),
                CollectSettings.MAX_RATIO.defaultValue());
    }

    private void file(String name) throws IOException {
        Files.writeString(folder.resolve(name), name);
    }

    private List<String> files() {
        List<String> files = new ArrayList<>();
        for (int i = 0; i < context.assigned.size(); i++) {
            if (context.assigned.get(i) instanceof FileSplit split) {
                files.add(context.subtasks.get(i) + ": " + split.file().name());
            }
        }
        return files;
    }

    private static final class Directory implements FilesDirectory {

        private static final long serialVersionUID = 1L;

        private final transient List<FilesOfDataset> published;
        private int failures;

        private Directory(List<FilesOfDataset> published) {
            this.published = published;
        }

        @Override
        public void open() {
            if (failures-- > 0) {
                throw new IllegalStateException("away");
            }
        }

        @Override
        public List<FilesOfDataset> files() {
            return List.copyOf(published);
        }

        @Override
        public void close() {}
    }

    /** Two subtasks; lists when it is told to. */
    private static final class Context implements SplitEnumeratorContext<CollectSplit> {
        private final List<CollectSplit> assigned = new ArrayList<>();
        private final List<Integer> subtasks = new ArrayList<>();
        private final Map<Integer, Set<String>> said = new HashMap<>();
        private Runnable listing;

        void forgetAssigned() {
            assigned.clear();
            subtasks.clear();
        }

        void list() {
            listing.run();
        }

        @Override
        public SplitEnumeratorMetricGroup metricGroup() {
            return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
        }

        @Override
        public void sendEventToSourceReader(int subtask, SourceEvent event) {
            said.put(subtask, ((TailsAsked) event).ids());
        }

        @Override
        public int currentParallelism() {
            return 2;
        }

        @Override
        public Map<Integer, ReaderInfo> registeredReaders() {
            Map<Integer, ReaderInfo> readers = new HashMap<>();
            readers.put(0, new ReaderInfo(0, "host"));
            readers.put(1, new ReaderInfo(1, "host"));
            return readers;
        }

        @Override
        public void assignSplits(SplitsAssignment<CollectSplit> assignment) {
            assignment
                    .assignment()
                    .forEach((subtask, splits) -> splits.forEach(split -> {
                        assigned.add(split);
                        subtasks.add(subtask);
                    }));
        }

        @Override
        public void signalNoMoreSplits(int subtask) {
            throw new UnsupportedOperationException("files have no end");
        }

        @Override
        public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
            throw new UnsupportedOperationException("listed again and again");
        }

        @Override
        public <T> void callAsync(
                Callable<T> callable, BiConsumer<T, Throwable> handler, long initialDelay, long period) {
            listing = () -> {
                try {
                    handler.accept(callable.call(), null);
                } catch (Exception e) {
                    handler.accept(null, e);
                }
            };
        }

        @Override
        public void runInCoordinatorThread(Runnable runnable) {
            runnable.run();
        }
    }
}
