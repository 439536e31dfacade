package io.drey.operations.serve;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What is made of files, and made anew when they change, as is looked at every few seconds. What cannot be made of them changes
 * nothing until they are mended.
 */
final class Followed<T> implements Supplier<T> {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final Supplier<? extends Collection<Path>> files;
    private final Supplier<T> making;
    private final Function<T, String> words;
    private final Clock clock;
    private final Consumer<String> told;
    private T made;
    private Map<Path, String> seen;
    private Instant looked;

    /**
     * What is made of the files as they are.
     *
     * @param files the files; of a folder all that is in it
     * @param words what is told when it was made anew
     */
    Followed(
            Supplier<? extends Collection<Path>> files,
            Supplier<T> making,
            Function<T, String> words,
            Clock clock,
            Consumer<String> told) {
        this.files = files;
        this.making = making;
        this.words = words;
        this.clock = clock;
        this.told = told;
        this.seen = look();
        this.made = making.get();
        this.looked = clock.instant();
    }

    @Override
    public synchronized T get() {
        Instant now = clock.instant();
        if (now.isBefore(looked.plus(LOOK_EVERY))) {
            return made;
        }
        looked = now;
        Map<Path, String> there = look();
        if (!there.equals(seen)) {
            seen = there;
            try {
                made = making.get();
                told.accept(words.apply(made));
            } catch (RuntimeException e) {
                told.accept("what was in force stays in force: " + e.getMessage());
            }
        }
        return made;
    }

    /** Lengths and times of change: what is written anew has another time. A file that is not there has none. */
    private Map<Path, String> look() {
        Map<Path, String> there = new TreeMap<>();
        for (Path file : files.get()) {
            try (Stream<Path> all = Files.walk(file, FileVisitOption.FOLLOW_LINKS)) {
                for (Path each : all.filter(Files::isRegularFile).toList()) {
                    there.put(each, Files.size(each) + " " + Files.getLastModifiedTime(each));
                }
            } catch (IOException | RuntimeException e) {
                there.put(file, "");
            }
        }
        return there;
    }
}
