package io.drey.collect.files;

import io.drey.job.JobMetric;
import java.io.IOException;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of files what cannot be told with their lines: in the task's log and in metrics. */
final class ReadReport {

    private static final Logger LOG = LoggerFactory.getLogger(ReadReport.class);

    private final Counter read;
    private final Counter damaged;
    private final Counter failed;

    ReadReport(MetricGroup group) {
        read = JobMetric.FILES_READ.counter(group);
        damaged = JobMetric.FILES_DAMAGED.counter(group);
        failed = JobMetric.FILE_READS_FAILED.counter(group);
    }

    void read(String path, long position) {
        read.inc();
        LOG.debug("{} is read to its end, byte {}", path, position);
    }

    void damaged(String path, long position, IOException reason) {
        damaged.inc();
        LOG.warn(
                "{} is damaged: its lines up to byte {} of what it decompresses to are taken, the rest is not; fetch"
                        + " it again under another name",
                path,
                position,
                reason);
    }

    void skipped(String path, long bytes) {
        if (bytes > 0) {
            damaged.inc();
            LOG.warn("{} has lines of more than 64 MiB, of which {} bytes are not taken", path, bytes);
        }
    }

    void gone(String path, long position) {
        damaged.inc();
        LOG.warn("{} is gone: only its lines up to byte {} are taken", path, position);
    }

    void replaced(String path, long position) {
        damaged.inc();
        LOG.warn(
                "{} was replaced while it was to be read: of what it was the lines up to byte {} are taken, what it is"
                        + " now is taken for itself",
                path,
                position);
    }

    void failed(String split, StorageException reason) {
        failed.inc();
        LOG.warn("reading {} failed, it is tried again: {}", split, reason.toString());
    }

    void notClosed(String path, IOException reason) {
        LOG.debug("{} could not be closed", path, reason);
    }
}
