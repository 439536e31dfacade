package io.drey.lake.retention;

import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.parquet.ParquetUtil;

/**
 * Reads every file in a table's folder, whether a snapshot names it or not, and looks for a subject: all rows of data files that
 * may be of its tenant, the least and greatest values in their footers and in manifests, and the table's metadata.
 *
 * <p>A file that no snapshot names and that is older than a writer may need to commit it is removed where it holds the subject;
 * a younger one is a finding, as its job may commit it yet.
 */
final class ErasureProof {

    private static final Duration LONGEST_COMMIT = Duration.ofDays(1);
    private final MetricsConfig wholeBounds;

    private final Table table;
    private final LakeTable name;
    private final SubjectRule rule;
    private final Instant now;
    private final Map<String, Content> contents = new HashMap<>();
    private final List<String> findings = new ArrayList<>();
    private long removed;

    /** What a data file was found to hold. */
    private enum Content {
        NOTHING,
        HELD_ROWS,
        SUBJECT
    }

    ErasureProof(Table table, LakeTable name, SubjectRule rule, Instant now) {
        this.table = table;
        this.name = name;
        this.rule = rule;
        this.now = now;
        this.wholeBounds =
                MetricsConfig.from(Map.of("write.metadata.metrics.default", "full"), table.schema(), table.sortOrder());
    }

    /** What was found, a line each; empty is the proof. */
    List<String> search(Set<String> named) {
        List<FileInfo> files = new ArrayList<>();
        PendingRemoval.files(table).forEach(files::add);
        for (FileInfo file : files) {
            if (file.location().endsWith(".parquet") && mayBeTenants(file.location())) {
                searchRows(file, named);
            }
        }
        for (FileInfo file : files) {
            searchTree(file.location());
        }
        return findings;
    }

    private void searchTree(String location) {
        try {
            if (location.endsWith(".avro")) {
                searchManifest(location);
            } else if (location.contains(".metadata.json")) {
                searchMetadata(location);
            }
        } catch (NotFoundException e) {
            // It has expired since it was listed, and holds nothing any more.
            contents.putIfAbsent(normal(location), Content.NOTHING);
        }
    }

    /** Files that no snapshot named and that are gone now. */
    long removed() {
        return removed;
    }

    private boolean mayBeTenants(String location) {
        int at = location.lastIndexOf("/tenant=");
        return at < 0
                || location.startsWith("/tenant=" + rule.subject().subject().tenant() + "/", at);
    }

    private void searchRows(FileInfo file, Set<String> named) {
        Content content;
        try {
            content = content(file.location());
        } catch (NotFoundException e) {
            // Removed since it was listed.
            return;
        } catch (RuntimeException e) {
            if (named.contains(file.location())) {
                throw new LakeException(
                        "file %s of table %s cannot be read, so nothing is proven: %s"
                                .formatted(file.location(), name.tableName(), e.getMessage()),
                        e);
            }
            findings.add("file %s, which no snapshot names, cannot be read: it may still be written"
                    .formatted(file.location()));
            return;
        }
        contents.put(normal(file.location()), content);
        if (content != Content.SUBJECT) {
            return;
        }
        boolean isNamed = named.stream().anyMatch(each -> normal(each).equals(normal(file.location())));
        if (isNamed) {
            findings.add("file %s holds the subject: its rows landed meanwhile".formatted(file.location()));
        } else if (Instant.ofEpochMilli(file.createdAtMillis()).isBefore(now.minus(LONGEST_COMMIT))) {
            table.io().deleteFile(file.location());
            removed++;
        } else {
            findings.add("file %s holds the subject and no snapshot names it: a job may commit it yet"
                    .formatted(file.location()));
        }
    }

    private Content content(String location) {
        Content content = Content.NOTHING;
        Schema projection = ParquetFiles.lenient(table.schema());
        try (CloseableIterable<Record> rows = new ParquetFiles(table).physical(location, projection)) {
            for (Record row : rows) {
                switch (rule.judge(row).kind()) {
                    case DELETE -> {
                        return Content.SUBJECT;
                    }
                    case HELD -> content = Content.HELD_ROWS;
                    case KEEP -> {
                        // The rest may hold it.
                    }
                }
            }
        } catch (IOException e) {
            throw new LakeException("file %s cannot be read".formatted(location), e);
        }
        if (content == Content.NOTHING) {
            Metrics footer = ParquetUtil.fileMetrics(table.io().newInputFile(location), wholeBounds);
            if (isInWhole(footer.lowerBounds()) || isInWhole(footer.upperBounds())) {
                return Content.SUBJECT;
            }
        }
        return content;
    }

    /** Bounds of a footer are whole, and a bound is a value that some row has: only a footer that lies has it and its rows not. */
    private boolean isInWhole(Map<Integer, ByteBuffer> bounds) {
        return rule.subject().subject().reach() == Subject.Reach.ANYWHERE
                && bounds != null
                && bounds.values().stream().anyMatch(bound -> rule.subject().isIn(RowColumns.bytes(bound)));
    }

    /** Bounds in manifests are cut, so those of a file whose rows were read and do not hold the subject are another's. */
    private void searchManifest(String location) {
        for (ManifestEntries.Entry entry : ManifestEntries.read(table.io(), location)) {
            if (entry.tenant().equals(rule.subject().subject().tenant())
                    && !contents.containsKey(normal(entry.location()))
                    && entry.bounds().stream().anyMatch(rule.subject()::isInBound)) {
                findings.add("manifest %s has bounds of the file %s that tell the subject"
                        .formatted(location, entry.location()));
            }
        }
    }

    private void searchMetadata(String location) {
        try (InputStream in = table.io().newInputFile(location).newStream();
                InputStream json = location.contains(".gz") ? new GZIPInputStream(in) : in) {
            if (rule.subject().subject().reach() == Subject.Reach.ANYWHERE
                    && rule.subject().isIn(json.readAllBytes())) {
                findings.add("metadata %s tells the subject".formatted(location));
            }
        } catch (IOException e) {
            throw new LakeException("metadata %s cannot be read".formatted(location), e);
        }
    }

    /** Storages list files with and without a scheme. */
    private static String normal(String location) {
        return location.replaceFirst("^[a-z0-9]+:/*", "/");
    }
}
