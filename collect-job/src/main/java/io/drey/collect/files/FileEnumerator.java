package io.drey.collect.files;

import static java.util.stream.Collectors.toSet;

import io.drey.collect.domain.FoundFile;
import io.drey.collect.domain.KnownFiles;
import io.drey.collect.domain.PatternWalk;
import io.drey.collect.files.CollectSettings.FilesOfDataset;
import io.drey.configuration.PathPattern;
import io.drey.event.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists files again and again, and hands those that are new to subtasks that have nothing to read. */
final class FileEnumerator implements SplitEnumerator<CollectSplit, FilesState> {

    private static final Logger LOG = LoggerFactory.getLogger(FileEnumerator.class);

    /** Folders of a day fill up for a while after its end. */
    private static final Duration AFTER_THE_DAY = Duration.ofDays(1);

    /** HDFS asks who closes a file to wait, for 400 ms at first and twice as long each time, until its last block is written. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private final SplitEnumeratorContext<CollectSplit> context;
    private final CollectSettings settings;
    private final FileNews news;
    private final Duration settling;
    private final KnownFiles known;
    private final Deque<CollectSplit> waiting;
    private final Set<String> tailed;
    private final Set<Integer> idle = new LinkedHashSet<>();

    /** Whose files there are; null until it is known. */
    private volatile List<FilesOfDataset> asked;

    FileEnumerator(
            SplitEnumeratorContext<CollectSplit> context,
            CollectSettings settings,
            FilesDirectory directory,
            List<NotifiedBuckets> buckets,
            FilesState state) {
        this(context, settings, directory, buckets, state, SETTLING);
    }

    FileEnumerator(
            SplitEnumeratorContext<CollectSplit> context,
            CollectSettings settings,
            FilesDirectory directory,
            List<NotifiedBuckets> buckets,
            FilesState state,
            Duration settling) {
        this.news = new FileNews(directory, buckets, settings.files(), new StoredFolders(), new Hearing());
        this.settling = settling;
        this.context = context;
        this.settings = settings;
        this.known = new KnownFiles(settings.age(), state.known());
        this.waiting = new ArrayDeque<>(state.waiting());
        this.tailed = new HashSet<>(state.tailed());
    }

    @Override
    public void start() {
        startListing();
        news.start();
    }

    void startListing() {
        context.callAsync(this::list, this::listed, 0, settings.interval().toMillis());
    }

    /** What is said between two listings. */
    FileNews news() {
        return news;
    }

    /** Who reads a pattern that is no longer asked for keeps how far: it may be asked for again. */
    private void ask(List<FilesOfDataset> files) {
        asked = List.copyOf(files);
        LOG.info("{} patterns of files are read", files.size());
        tails(files).stream().filter(tail -> tailed.add(tail.splitId())).forEach(waiting::addFirst);
        context.registeredReaders().keySet().forEach(this::sayWhatIsAsked);
        assign();
    }

    private void sayWhatIsAsked(int reader) {
        if (asked != null) {
            Set<String> ids = tails(asked).stream().map(TailSplit::splitId).collect(toSet());
            context.sendEventToSourceReader(reader, TailsAsked.of(ids));
        }
    }

    private static List<TailSplit> tails(List<FilesOfDataset> files) {
        return files.stream()
                .filter(one -> mayGrow(one.pattern()))
                .map(one ->
                        new TailSplit(Topics.raw(one.dataset()), one.pattern().text(), List.of()))
                .toList();
    }

    private static boolean mayGrow(PathPattern pattern) {
        return pattern.isLocal() && !Compression.isNameOfCompressed(pattern.text());
    }

    /** Lists on a thread of its own: touches nothing that is kept. */
    private Map<FilesOfDataset, List<FoundFile>> list() {
        List<FilesOfDataset> now = asked;
        return now == null ? Map.of() : list(now);
    }

    private Map<FilesOfDataset, List<FoundFile>> list(List<FilesOfDataset> all) {
        Instant now = Instant.now();
        Map<FilesOfDataset, List<FoundFile>> found = new LinkedHashMap<>();
        PatternWalk walk = new PatternWalk(new StoredFolders());
        for (FilesOfDataset files : all) {
            try {
                List<FoundFile> listed = new ArrayList<>(
                        walk.find(files.pattern(), now.minus(settings.age()).minus(AFTER_THE_DAY), now));
                if (files.pattern().isLocal()) {
                    listed.removeIf(file -> !Compression.isNameOfCompressed(file.name()));
                }
                found.put(files, listed);
            } catch (IOException | RuntimeException e) {
                LOG.warn(
                        "files of {} at {} cannot be listed now, it is tried again in {} s: {}",
                        files.dataset(),
                        files.pattern(),
                        settings.interval().toSeconds(),
                        e.toString());
            }
        }
        return found;
    }

    private void listed(Map<FilesOfDataset, List<FoundFile>> found, Throwable failure) {
        if (failure != null) {
            LOG.warn("files cannot be listed now", failure);
            return;
        }
        found(found);
    }

    /** Takes files; those that are no objects settle first. */
    private void found(Map<FilesOfDataset, List<FoundFile>> found) {
        long now = System.currentTimeMillis();
        found.forEach((files, listed) -> {
            String topic = Topics.raw(files.dataset());
            Duration settles = files.pattern().isInObjectStore() ? Duration.ZERO : settling;
            known.takeNew(topic, listed, settles, now).forEach(file -> waiting.add(new FileSplit(topic, file, 0)));
        });
        known.forget(now);
        assign();
    }

    /** On the thread of the news, so that what is new does not wait until all is listed. */
    private final class Hearing implements FileNews.Hearer {

        @Override
        public void asked(List<FilesOfDataset> files, List<FilesOfDataset> added) {
            context.runInCoordinatorThread(() -> ask(files));
            found(list(added));
        }

        @Override
        public void found(Map<FilesOfDataset, List<FoundFile>> found) {
            context.runInCoordinatorThread(() -> FileEnumerator.this.found(found));
        }
    }

    private void assign() {
        assignTails();
        Iterator<Integer> each = idle.iterator();
        while (each.hasNext() && !waiting.isEmpty()) {
            int subtask = each.next();
            each.remove();
            if (context.registeredReaders().containsKey(subtask)) {
                context.assignSplit(waiting.remove(), subtask);
            }
        }
    }

    /** Files that grow take no turns with others: a subtask reads them beside what else it has. */
    private void assignTails() {
        List<Integer> readers =
                context.registeredReaders().keySet().stream().sorted().toList();
        if (readers.size() < context.currentParallelism()) {
            return;
        }
        Iterator<CollectSplit> each = waiting.iterator();
        while (each.hasNext()) {
            if (each.next() instanceof TailSplit tail) {
                each.remove();
                context.assignSplit(
                        tail, readers.get(Math.floorMod(tail.splitId().hashCode(), readers.size())));
            }
        }
    }

    @Override
    public void handleSplitRequest(int subtask, String hostname) {
        idle.add(subtask);
        assign();
    }

    @Override
    public void addSplitsBack(List<CollectSplit> splits, int subtask) {
        splits.forEach(waiting::addFirst);
        assign();
    }

    @Override
    public void addReader(int subtask) {
        sayWhatIsAsked(subtask);
        assign();
    }

    @Override
    public FilesState snapshotState(long checkpointId) {
        return new FilesState(known.snapshot(), new ArrayList<>(waiting), tailed);
    }

    @Override
    public void close() {
        news.close();
    }
}
