package io.drey.job.kafka;

import static java.util.Objects.requireNonNull;

/**
 * A line on its way to a raw topic, with where it stood; see {@link SentPosition}.
 *
 * @param topic the raw topic's name
 * @param source what it was read from; all lines of a source go to one partition
 * @param position where it stood there
 * @param path the file's path, in UTF-8; see {@link RawRecord#PATH_HEADER}
 * @param value the line
 */
public record OutgoingLine(String topic, String source, long position, byte[] path, byte[] value) {

    public OutgoingLine {
        requireNonNull(topic, "topic is null");
        requireNonNull(source, "source is null");
        requireNonNull(path, "path is null");
        requireNonNull(value, "value is null");
    }
}
