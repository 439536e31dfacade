package io.drey.query.delivery;

import io.drey.query.QueryException;
import io.drey.query.report.PackRunner;
import io.drey.query.report.ReportRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A finished report or pack.
 *
 * @param prefix what its files' names begin with where they are brought to: empty, or a folder and a slash
 * @param files all but the manifest
 * @param manifest what says whether the others are whole: brought last
 */
public record Finished(String prefix, List<Path> files, Path manifest) {

    public Finished {
        files = List.copyOf(files);
    }

    /** A report, whose files stand beside those of others. */
    public static Finished of(ReportRunner.Report report) {
        return new Finished("", List.of(report.csv(), report.json(), report.html()), report.manifest());
    }

    /** A pack, whose files have a folder of their own. */
    public static Finished of(PackRunner.Pack pack) {
        try (Stream<Path> files = Files.list(pack.folder())) {
            return new Finished(
                    pack.folder().getFileName() + "/",
                    files.filter(file -> !file.equals(pack.manifest())).sorted().toList(),
                    pack.manifest());
        } catch (IOException e) {
            throw new QueryException("%s cannot be read: %s".formatted(pack.folder(), e.getMessage()), e);
        }
    }

    /** What a file is called where it is brought to. */
    String name(Path file) {
        return prefix + file.getFileName();
    }
}
