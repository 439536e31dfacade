package io.drey.query.delivery;

import io.drey.query.QueryException;
import io.drey.query.report.PackRunner;
import io.drey.query.report.ReportRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A finished report or pack.
 *
 * @param title what people call it
 * @param prefix what its files' names begin with where they are brought to: empty, or a folder and a slash
 * @param home a folder that stays when it is made anew
 * @param files all but the manifest
 * @param manifest what says whether the others are whole: brought last
 */
public record Finished(String title, String prefix, Path home, List<Path> files, Path manifest) {

    private static final String MANIFEST = ".manifest.json";

    public Finished {
        files = List.copyOf(files);
    }

    /** A report, whose files stand beside those of others. */
    public static Finished of(ReportRunner.Report report) {
        String file = report.manifest().getFileName().toString();
        return new Finished(
                file.substring(0, file.length() - MANIFEST.length()),
                "",
                folderOf(report.manifest()),
                List.of(report.csv(), report.json(), report.html()),
                report.manifest());
    }

    /** A pack, whose files have a folder of their own. */
    public static Finished of(PackRunner.Pack pack) {
        String name = pack.folder().getFileName().toString();
        try (Stream<Path> files = Files.list(pack.folder())) {
            return new Finished(
                    name,
                    name + "/",
                    folderOf(pack.folder()),
                    files.filter(file -> !file.equals(pack.manifest())).sorted().toList(),
                    pack.manifest());
        } catch (IOException e) {
            throw new QueryException("%s cannot be read: %s".formatted(pack.folder(), e.getMessage()), e);
        }
    }

    /** The same of one tenant and day among others, which has a folder of its own where it is brought to. */
    public Finished of(String tenant, String day) {
        return new Finished(
                "%s of %s, %s".formatted(title, tenant, day),
                "%s/%s/%s".formatted(tenant, day, prefix),
                home,
                files,
                manifest);
    }

    /** What a file is called where it is brought to. */
    String name(Path file) {
        return prefix + file.getFileName();
    }

    /** All files: pages, the manifest, the rest. */
    List<Path> mostTellingFirst() {
        return Stream.concat(Stream.of(manifest), files.stream())
                .sorted(Comparator.comparingInt(this::place).thenComparing(Path::getFileName))
                .toList();
    }

    private int place(Path file) {
        if (file.toString().endsWith(".html")) {
            return 0;
        }
        return file.equals(manifest) ? 1 : 2;
    }

    private static Path folderOf(Path path) {
        return path.toAbsolutePath().getParent();
    }
}
