package io.drey.collect.files;

import static java.util.stream.Collectors.toSet;

import io.drey.collect.domain.FoundFile;
import io.drey.collect.domain.KnownFiles;
import io.drey.collect.domain.PathPattern;
import io.drey.collect.domain.PatternWalk;
import io.drey.collect.files.CollectSettings.FilesOfDataset;
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
    private final Duration settling;
    private final KnownFiles known;
    private final Deque<CollectSplit> waiting;
    private final Set<String> tailed;
    private final Set<Integer> idle = new LinkedHashSet<>();

    FileEnumerator(SplitEnumeratorContext<CollectSplit> context, CollectSettings settings, FilesState state) {
        this(context, settings, state, SETTLING);
    }

    FileEnumerator(
            SplitEnumeratorContext<CollectSplit> context,
            CollectSettings settings,
            FilesState state,
            Duration settling) {
        this.settling = settling;
        this.context = context;
        this.settings = settings;
        this.known = new KnownFiles(settings.age(), state.known());
        this.waiting = new ArrayDeque<>(state.waiting());
        this.tailed = new HashSet<>(state.tailed());
    }

    @Override
    public void start() {
        addTails();
        context.callAsync(this::list, this::listed, 0, settings.interval().toMillis());
    }

    /** A pattern that is no longer asked for is forgotten, by who reads it, too: it may be asked for again. */
    private void addTails() {
        List<TailSplit> asked = settings.files().stream()
                .filter(files -> mayGrow(files.pattern()))
                .map(files -> new TailSplit(
                        Topics.raw(files.dataset()), files.pattern().text(), List.of()))
                .toList();
        tailed.retainAll(asked.stream().map(TailSplit::splitId).collect(toSet()));
        asked.stream().filter(tail -> tailed.add(tail.splitId())).forEach(waiting::addFirst);
    }

    private static boolean mayGrow(PathPattern pattern) {
        return pattern.isLocal() && !Compression.isNameOfCompressed(pattern.text());
    }

    /** Lists on a thread of its own: touches nothing that is kept. */
    private Map<FilesOfDataset, List<FoundFile>> list() {
        Instant now = Instant.now();
        Map<FilesOfDataset, List<FoundFile>> found = new LinkedHashMap<>();
        PatternWalk walk = new PatternWalk(new StoredFolders());
        for (FilesOfDataset files : settings.files()) {
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
        long now = System.currentTimeMillis();
        found.forEach((files, listed) -> {
            String topic = Topics.raw(files.dataset());
            Duration settles = files.pattern().isInObjectStore() ? Duration.ZERO : settling;
            known.takeNew(topic, listed, settles, now).forEach(file -> waiting.add(new FileSplit(topic, file, 0)));
        });
        known.forget(now);
        assign();
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
        assign();
    }

    @Override
    public FilesState snapshotState(long checkpointId) {
        return new FilesState(known.snapshot(), new ArrayList<>(waiting), tailed);
    }

    @Override
    public void close() {}
}
