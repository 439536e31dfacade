package io.drey.collect.files;

import static java.util.Objects.requireNonNull;

import io.drey.collect.domain.FoundFile;

/**
 * A file that does not change any more.
 *
 * @param topic the raw topic that its lines go to
 * @param file which file
 * @param position how many of its bytes, decompressed, are read
 */
record FileSplit(String topic, FoundFile file, long position) implements CollectSplit {

    FileSplit {
        requireNonNull(topic, "topic is null");
        requireNonNull(file, "file is null");
    }

    @Override
    public String splitId() {
        return file.id(topic);
    }
}
