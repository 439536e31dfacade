package io.drey.collect.files;

import static java.util.Objects.requireNonNull;

import io.drey.collect.domain.TailedFile;
import java.util.List;

/**
 * The files of a pattern on this machine, which grow and are rotated.
 *
 * @param topic the raw topic that their lines go to
 * @param pattern the pattern
 * @param files those that were met
 */
record TailSplit(String topic, String pattern, List<TailedFile> files) implements CollectSplit {

    TailSplit {
        requireNonNull(topic, "topic is null");
        requireNonNull(pattern, "pattern is null");
        files = List.copyOf(files);
    }

    @Override
    public String splitId() {
        return topic + " " + pattern;
    }
}
