package io.drey.collect.files;

import io.drey.collect.domain.BucketNotification;
import io.drey.collect.domain.FoundFile;
import io.drey.collect.domain.PatternWalk;
import io.drey.collect.files.CollectSettings.FilesOfDataset;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what changes between two listings: which files are whose, as it is published, and which objects buckets say are new. A
 * thread of its own, as listing may take long.
 */
final class FileNews implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileNews.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

    /** So many objects of which it is not known yet whether they are there are asked for again; others wait for a listing. */
    private static final int MOST_UNSEEN = 10_000;

    /** Of so many new objects in a folder it is listed, rather than each asked for. */
    private static final int MANY = 20;

    /** Takes the news, on their thread. */
    interface Hearer {

        /**
         * Takes whose files there are, whenever that changes.
         *
         * @param added those that were not there before
         */
        void asked(List<FilesOfDataset> files, List<FilesOfDataset> added);

        /** Takes new files. */
        void found(Map<FilesOfDataset, List<FoundFile>> found);
    }

    private final FilesDirectory directory;
    private final List<NotifiedBuckets> buckets;
    private final List<FilesOfDataset> always;
    private final StoredFolders folders;
    private final Hearer hearer;
    private final Thread thread = new Thread(this::run, "collect-news");

    /** What buckets said is new while their storage could not be asked. Not kept: after a restart all is listed. */
    private final Map<FilesOfDataset, Set<String>> unseen = new LinkedHashMap<>();

    private long lookAgainNanos;
    private List<FilesOfDataset> files;
    private boolean isOpen;
    private volatile boolean isClosed;

    /**
     * News.
     *
     * @param directory null where all files are named by settings
     * @param always the files that settings name
     */
    FileNews(
            FilesDirectory directory,
            List<NotifiedBuckets> buckets,
            List<FilesOfDataset> always,
            StoredFolders folders,
            Hearer hearer) {
        this.directory = directory;
        this.buckets = buckets;
        this.always = always;
        this.folders = folders;
        this.hearer = hearer;
        thread.setDaemon(true);
        // What is read by service loaders is the job's.
        thread.setContextClassLoader(FileNews.class.getClassLoader());
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!isClosed) {
            try {
                hear(INTERVAL);
            } catch (IOException | RuntimeException e) {
                if (!isClosed) {
                    LOG.warn("news of files cannot be had now, it is tried again: {}", e.toString());
                    pause(AFTER_A_FAILURE);
                }
            }
        }
        closeAll();
    }

    /** Hears what is new, and waits a while where nothing is. */
    void hear(Duration patience) throws IOException {
        readDirectory();
        boolean isQuiet = true;
        long begun = System.nanoTime();
        if (!unseen.isEmpty() && begun - lookAgainNanos >= 0) {
            lookForUnseen();
        }
        for (NotifiedBuckets each : buckets) {
            List<byte[]> messages = each.poll(patience.dividedBy(buckets.size()));
            if (!messages.isEmpty()) {
                isQuiet = false;
                follow(messages);
                each.followed();
            }
        }
        Duration left = patience.minusNanos(System.nanoTime() - begun);
        if (isQuiet && !left.isNegative()) {
            pause(left);
        }
    }

    private void readDirectory() {
        if (directory == null) {
            if (files == null) {
                tell(always);
            }
            return;
        }
        if (!isOpen) {
            directory.open();
            isOpen = true;
        }
        Set<FilesOfDataset> all = new LinkedHashSet<>(always);
        all.addAll(directory.files());
        List<FilesOfDataset> now = List.copyOf(all);
        if (!now.equals(files)) {
            tell(now);
        }
    }

    private void tell(List<FilesOfDataset> now) {
        List<FilesOfDataset> added = new ArrayList<>(now);
        if (files != null) {
            added.removeAll(files);
        }
        files = now;
        unseen.keySet().retainAll(now);
        hearer.asked(now, added);
    }

    private void follow(List<byte[]> messages) {
        Map<FilesOfDataset, Set<String>> paths = new LinkedHashMap<>();
        for (byte[] message : messages) {
            try {
                BucketNotification.read(message).forEach(notification -> addPaths(notification, paths));
            } catch (IOException e) {
                LOG.warn("a message is not followed: {}", e.getMessage());
            }
        }
        look(paths);
    }

    private void lookForUnseen() {
        Map<FilesOfDataset, Set<String>> again = new LinkedHashMap<>(unseen);
        unseen.clear();
        look(again);
    }

    private void look(Map<FilesOfDataset, Set<String>> paths) {
        Map<FilesOfDataset, List<FoundFile>> all = new LinkedHashMap<>();
        paths.forEach((whose, of) -> all.put(whose, look(whose, of)));
        if (!all.isEmpty()) {
            hearer.found(all);
        }
    }

    private void addPaths(BucketNotification notification, Map<FilesOfDataset, Set<String>> paths) {
        for (FilesOfDataset whose : files) {
            if (!whose.pattern().isInObjectStore() || !whose.pattern().root().endsWith("://" + notification.bucket())) {
                continue;
            }
            for (String key : notification.keys()) {
                String path = whose.pattern().root() + "/" + key;
                if (PatternWalk.isOf(whose.pattern(), path)) {
                    paths.computeIfAbsent(whose, each -> new LinkedHashSet<>()).add(path);
                }
            }
        }
    }

    /** What is there of paths; what cannot be had now is asked for again. */
    private List<FoundFile> look(FilesOfDataset whose, Collection<String> paths) {
        Map<String, List<String>> byFolder = new LinkedHashMap<>();
        paths.forEach(
                path -> byFolder.computeIfAbsent(path.substring(0, path.lastIndexOf('/')), folder -> new ArrayList<>())
                        .add(path));
        List<FoundFile> there = new ArrayList<>();
        byFolder.forEach((folder, inIt) -> {
            try {
                if (inIt.size() > MANY) {
                    Set<String> sought = Set.copyOf(inIt);
                    folders.list(folder).stream()
                            .filter(entry -> !entry.isFolder())
                            .map(entry ->
                                    new FoundFile(folder + "/" + entry.name(), entry.length(), entry.modifiedMillis()))
                            .filter(file -> sought.contains(file.path()))
                            .forEach(there::add);
                } else {
                    for (String path : inIt) {
                        Optional<FoundFile> file = folders.find(path);
                        file.ifPresent(there::add);
                    }
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn(
                        "new files of {} in {} cannot be looked at now, it is tried again in {} s: {}",
                        whose.dataset(),
                        folder,
                        AFTER_A_FAILURE.toSeconds(),
                        e.toString());
                keepUnseen(whose, inIt);
            }
        });
        return there;
    }

    private void keepUnseen(FilesOfDataset whose, List<String> paths) {
        lookAgainNanos = System.nanoTime() + AFTER_A_FAILURE.toNanos();
        Set<String> of = unseen.computeIfAbsent(whose, each -> new LinkedHashSet<>());
        for (String path : paths) {
            if (of.size() >= MOST_UNSEEN) {
                LOG.warn(
                        "more new files of {} than are asked for again: the rest is found by listing", whose.dataset());
                return;
            }
            of.add(path);
        }
    }

    private void pause(Duration length) {
        try {
            Thread.sleep(length.toMillis());
        } catch (InterruptedException e) {
            isClosed = true;
            Thread.currentThread().interrupt();
        }
    }

    private void closeAll() {
        // Who closes interrupted it: what is to be closed is not to be.
        Thread.interrupted();
        buckets.forEach(NotifiedBuckets::close);
        if (isOpen) {
            directory.close();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        if (!thread.isAlive()) {
            closeAll();
            return;
        }
        thread.interrupt();
        try {
            // What it closes needs the job's classes, which go when this returns.
            thread.join(CLOSING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
