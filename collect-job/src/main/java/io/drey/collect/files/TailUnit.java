package io.drey.collect.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.collect.domain.FoundFile;
import io.drey.collect.domain.LineReader;
import io.drey.collect.domain.PatternWalk;
import io.drey.collect.domain.TailedFile;
import io.drey.configuration.PathPattern;
import io.drey.job.kafka.OutgoingLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads the files of a pattern that grow. A file goes on under another name of its folder, also where that is none of the pattern's;
 * what has its inode and begins otherwise, or is shorter than what was read, is another one.
 */
final class TailUnit implements ReadUnit {

    /** For how long a file that is gone is known: longer than who reads the topic knows its lines. */
    static final Duration REMEMBERED = Duration.ofDays(8);

    /** What has no end for that long is taken as a line: its writer went on with another file. */
    static final Duration UNFINISHED = Duration.ofMinutes(5);

    private static final Duration TOLD_AGAIN = Duration.ofHours(1);
    private static final int MOST_LINES = 2_000;
    private static final int MOST_BYTES = 2 << 20;

    private final TailSplit split;
    private final PathPattern pattern;
    private final Duration age;
    private final Supplier<Asking> asking;
    private final ReadReport report;
    private final Map<String, TailedFile> files = new HashMap<>();

    /** How files were that were read to their end, by inode. */
    private final Map<String, FoundFile> readToEnd = new HashMap<>();

    private final Deque<Work> work = new ArrayDeque<>();

    /** Whether a pattern's files are to be read. */
    enum Asking {
        NOT_KNOWN_YET,
        YES,
        NO
    }

    /** A file that has something to read. */
    private record Work(String inode, FoundFile file) {}

    /**
     * Reads a pattern's files.
     *
     * @param asking whether they are to be read now
     */
    TailUnit(TailSplit split, Duration age, Supplier<Asking> asking, ReadReport report) {
        this.split = split;
        this.pattern = PathPattern.of(split.pattern());
        this.age = age;
        this.asking = asking;
        this.report = report;
        split.files().forEach(file -> files.put(file.inode(), file));
    }

    @Override
    public String splitId() {
        return split.splitId();
    }

    @Override
    public Batch read(long nowMillis) throws StorageException {
        List<Fetched> fetched = new ArrayList<>();
        Asking now = asking.get();
        if (now != Asking.YES) {
            work.clear();
            if (now == Asking.NO) {
                forget(Set.of(), nowMillis, fetched);
            }
            return new Batch(fetched, false);
        }
        if (work.isEmpty()) {
            list(nowMillis, fetched);
        }
        while (!work.isEmpty() && fetched.isEmpty()) {
            Work next = work.remove();
            try {
                if (read(next, nowMillis, fetched)) {
                    readToEnd.put(next.inode(), next.file());
                } else {
                    work.addFirst(next);
                }
            } catch (NoSuchFileException e) {
                // It has another name by now: the next listing says which.
                fetched.clear();
            } catch (IOException e) {
                fetched.clear();
                readToEnd.put(next.inode(), next.file());
                report.failed(next.file().path(), new StorageException(e));
            }
        }
        return new Batch(fetched, false);
    }

    private void list(long nowMillis, List<Fetched> fetched) throws StorageException {
        Instant now = Instant.ofEpochMilli(nowMillis);
        Set<String> seen = new HashSet<>();
        try {
            for (FoundFile file :
                    new PatternWalk(new StoredFolders()).find(pattern.ofAllNames(), now.minus(age), now)) {
                String inode = Compression.isNameOfCompressed(file.name()) ? null : inode(file);
                if (inode != null && isOurs(inode, file, nowMillis) && seen.add(inode)) {
                    if (isToBeRead(inode, file, nowMillis)) {
                        work.add(new Work(inode, file));
                    } else {
                        stillThere(files.get(inode), nowMillis, fetched);
                    }
                }
            }
        } catch (IOException e) {
            throw new StorageException(e);
        }
        forget(seen, nowMillis, fetched);
    }

    private void forget(Set<String> seen, long nowMillis, List<Fetched> fetched) {
        readToEnd.keySet().retainAll(seen);
        long seenBefore = nowMillis - REMEMBERED.toMillis();
        files.values().removeIf(file -> {
            boolean isForgotten = file.seenMillis() < seenBefore && !seen.contains(file.inode());
            if (isForgotten) {
                fetched.add(Fetched.forgotten(file.inode()));
            }
            return isForgotten;
        });
    }

    private boolean isOurs(String inode, FoundFile file, long nowMillis) {
        return files.containsKey(inode)
                || (pattern.hasName(file.name()) && file.modifiedMillis() >= nowMillis - age.toMillis());
    }

    private boolean isToBeRead(String inode, FoundFile file, long nowMillis) {
        FoundFile before = readToEnd.get(inode);
        boolean isUnchanged =
                before != null && before.length() == file.length() && before.modifiedMillis() == file.modifiedMillis();
        TailedFile known = files.get(inode);
        return !isUnchanged || (known != null && known.position() < file.length() && isAtRest(file, nowMillis));
    }

    private static boolean isAtRest(FoundFile file, long nowMillis) {
        return nowMillis - file.modifiedMillis() > UNFINISHED.toMillis();
    }

    private void stillThere(TailedFile known, long nowMillis, List<Fetched> fetched) {
        if (known != null && nowMillis - known.seenMillis() > TOLD_AGAIN.toMillis()) {
            learn(known.met(new byte[0], nowMillis), fetched);
        }
    }

    /** Reads on; returns whether that was all there is now. */
    private boolean read(Work next, long nowMillis, List<Fetched> fetched) throws IOException {
        Path path = localPath(next.file());
        byte[] pathBytes = path.toString().getBytes(UTF_8);
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            InputStream in = Channels.newInputStream(channel);
            byte[] head = in.readNBytes(TailedFile.HEAD);
            long length = channel.size();
            TailedFile before = files.getOrDefault(next.inode(), TailedFile.first(next.inode(), 0, nowMillis));
            boolean isSame = before.is(length, head);
            if (!isSame && !pattern.hasName(next.file().name())) {
                return true;
            }
            TailedFile file = (isSame ? before : before.next(nowMillis)).met(head, nowMillis);
            channel.position(file.position());
            LineReader lines = new LineReader(in, file.position());
            List<Fetched> read = new ArrayList<>();
            boolean isEnd = false;
            long size = 0;
            while (!isEnd && read.size() < MOST_LINES && size < MOST_BYTES) {
                byte[] line = lines.next();
                if (line == null) {
                    isEnd = true;
                    line = isAtRest(next.file(), nowMillis) ? lines.rest() : null;
                }
                if (line != null) {
                    size += line.length;
                    file = file.named(split.topic(), split.pattern(), line).read(lines.position());
                    read.add(Fetched.ofTailed(
                            new OutgoingLine(split.topic(), file.source(), lines.linePosition(), pathBytes, line),
                            file));
                }
            }
            if (!next.inode().equals(inode(next.file()))) {
                // Another file has the name: whose bytes these are cannot be said.
                return true;
            }
            report.skipped(next.file().path(), lines.skipped());
            fetched.addAll(read);
            if (read.isEmpty() && !file.equals(before)) {
                learn(file, fetched);
            }
            files.put(next.inode(), file);
            return isEnd;
        }
    }

    private void learn(TailedFile file, List<Fetched> fetched) {
        files.put(file.inode(), file);
        fetched.add(Fetched.learnt(file));
    }

    /** Device and inode; null where the file is no more. */
    private static String inode(FoundFile file) throws IOException {
        try {
            Map<String, Object> attributes = Files.readAttributes(localPath(file), "unix:dev,ino");
            return attributes.get("dev") + ":" + attributes.get("ino");
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static Path localPath(FoundFile file) {
        return Path.of(file.path().substring(file.path().indexOf(':') + 1).replaceFirst("^/+", "/"));
    }

    @Override
    public void close() {
        work.clear();
        readToEnd.clear();
    }
}
