package io.drey.operations.dashboards;

import io.drey.operations.OperationException;
import io.drey.operations.stack.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that dashboards are described in. */
public final class DashboardFiles {

    private DashboardFiles() {}

    public static Path folder() {
        return Checkout.home().resolve("dashboards");
    }

    /**
     * The packs that were named, or all.
     *
     * @throws OperationException if there is no such pack
     */
    public static List<String> chosen(List<String> named, List<String> known) {
        for (String pack : named) {
            if (!known.contains(pack)) {
                throw OperationException.usage(
                        "there is no pack '%s': choose from %s".formatted(pack, String.join(", ", known)));
            }
        }
        return named.isEmpty() ? known : named;
    }

    /** The names of the files in a folder that end so, without their ends. */
    public static List<String> names(Path folder, String end) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(end))
                    .map(name -> name.substring(0, name.length() - end.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw OperationException.failure("%s cannot be read: run bin/drey in a checkout".formatted(folder), e);
        }
    }
}
