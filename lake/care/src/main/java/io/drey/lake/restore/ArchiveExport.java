package io.drey.lake.restore;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeLines;
import io.drey.lake.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Writes lines as they were admitted into plain files, by the hour in which they arrived:
 * {@code <tenant>/<dataset>/<YYYY-MM-dd-HH>/}, a file for each raw partition, its lines in the order of their positions, and
 * {@code manifest.json}, which is written last: an hour without it is not complete.
 *
 * <p>May be repeated, after a kill at any moment too: the same lines give the same bytes. Where lines have changed or gone since
 * (an erasure, a late checkpoint), files that no longer have a line are deleted, then the manifest, and the others are replaced
 * before it is written anew.
 *
 * <p>A day is sorted at once: beyond some memory its lines go to the JVM's {@code java.io.tmpdir}, and so do the files of an hour,
 * until they are whole.
 */
public final class ArchiveExport {

    private static final long MEMORY_BYTES = 128L << 20;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final DateTimeFormatter HOUR_NAME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HH", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Lake lake;
    private final Compression compression;
    private final ArchiveLogins logins;
    private final long memoryBytes;

    /** An export with the lake's own login. */
    public ArchiveExport(Lake lake, Compression compression) {
        this(lake, compression, ArchiveLogins.NONE);
    }

    /**
     * An export.
     *
     * @param logins which dataset's bucket is reached how
     */
    public ArchiveExport(Lake lake, Compression compression, ArchiveLogins logins) {
        this(lake, compression, logins, MEMORY_BYTES);
    }

    ArchiveExport(Lake lake, Compression compression, ArchiveLogins logins, long memoryBytes) {
        this.lake = requireNonNull(lake, "lake is null");
        this.compression = requireNonNull(compression, "compression is null");
        this.logins = requireNonNull(logins, "logins is null");
        this.memoryBytes = memoryBytes;
    }

    /**
     * Writes the files.
     *
     * @param place where: a folder, or an address such as {@code hdfs://namenode:8020/archive} or {@code s3://bucket/archive}
     * @param told hears of each hour that has lines when it is complete
     * @throws IOException if a file cannot be written
     * @throws LakeException if the lake cannot be read, a line is there more than once, there is no such file system, or a bucket
     *     refuses the login
     */
    public void run(ArchiveRange range, String place, Consumer<ArchivedHour> told) throws IOException {
        Collection<DatasetId> datasets = range.dataset().isPresent()
                ? List.of(new DatasetId(range.tenant(), range.dataset().get()))
                : LakeLines.datasets(lake, range.tenant(), range.from(), range.to());
        Path scratch = Files.createTempDirectory("drey-export-");
        try {
            for (DatasetId dataset : datasets) {
                try (Place archive = Place.at(place, lake, logins.files(dataset), logins.remedy(dataset))) {
                    run(range, dataset, archive, scratch, told);
                }
            }
        } finally {
            delete(scratch);
        }
    }

    private void run(ArchiveRange range, DatasetId dataset, Place archive, Path scratch, Consumer<ArchivedHour> told)
            throws IOException {
        Instant from = range.from();
        while (from.isBefore(range.to())) {
            Instant nextDay = from.atOffset(ZoneOffset.UTC)
                    .toLocalDate()
                    .plusDays(1)
                    .atStartOfDay()
                    .toInstant(ZoneOffset.UTC);
            Instant to = nextDay.isBefore(range.to()) ? nextDay : range.to();
            new Part(archive, scratch, dataset, from, to, told).write();
            from = to;
        }
    }

    /** Some hours of one day of a dataset. */
    private final class Part {

        private final Place archive;
        private final Path scratch;
        private final DatasetId dataset;
        private final Instant from;
        private final Instant to;
        private final Consumer<ArchivedHour> told;
        private Instant next;
        private Path folder;
        private PartitionFiles files;

        private Part(
                Place archive, Path scratch, DatasetId dataset, Instant from, Instant to, Consumer<ArchivedHour> told) {
            this.archive = archive;
            this.scratch = scratch;
            this.dataset = dataset;
            this.from = from;
            this.to = to;
            this.told = told;
        }

        private void write() throws IOException {
            try (LineOrder order = new LineOrder(scratch, memoryBytes)) {
                try (CloseableIterable<LakeLines.Line> lines = LakeLines.arrived(lake, dataset, from, to)) {
                    for (LakeLines.Line line : lines) {
                        long hour = Math.floorDiv(line.createdMillis(), HOUR.toMillis());
                        order.add(new LineOrder.Line(hour, line.position(), line.bytes()));
                    }
                }
                begin(from);
                order.drain(line -> {
                    endUntil(Instant.ofEpochMilli(line.group() * HOUR.toMillis()));
                    files.take(line);
                });
                endUntil(to);
            } finally {
                if (files != null) {
                    files.close();
                }
            }
        }

        private void begin(Instant hour) throws IOException {
            next = hour;
            folder = Files.createTempDirectory(scratch, "hour-");
            files = new PartitionFiles(folder, dataset, compression);
        }

        /** Completes hours up to one. */
        private void endUntil(Instant hour) throws IOException {
            while (next.isBefore(hour)) {
                publish(next, files.finish());
                delete(folder);
                begin(next.plus(HOUR));
            }
        }

        private void publish(Instant hour, List<RestoredFile> written) throws IOException {
            String path = "%s/%s/%s/".formatted(dataset.tenant(), dataset.dataset(), HOUR_NAME.format(hour));
            String manifestName = path + HourManifest.NAME;
            Optional<String> earlier = archive.read(manifestName);
            if (written.isEmpty() && earlier.isEmpty()) {
                return;
            }
            String manifest = HourManifest.of(dataset, hour, compression, written);
            Set<String> gone = new HashSet<>(earlier.map(HourManifest::files).orElse(Set.of()));
            written.forEach(file -> gone.remove(file.path().getFileName().toString()));
            // As long as they are listed a run that was killed finds them.
            for (String name : gone) {
                archive.delete(path + name);
            }
            if (earlier.isPresent() && !earlier.get().equals(manifest)) {
                archive.delete(manifestName);
            }
            for (RestoredFile file : written) {
                archive.put(file.path(), path + file.path().getFileName());
            }
            if (written.isEmpty()) {
                return;
            }
            archive.put(Files.writeString(folder.resolve(HourManifest.NAME), manifest), manifestName);
            told.accept(new ArchivedHour(
                    dataset,
                    hour,
                    archive.address(manifestName),
                    written.size(),
                    written.stream().mapToLong(RestoredFile::lines).sum(),
                    written.stream().mapToLong(RestoredFile::bytes).sum()));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
