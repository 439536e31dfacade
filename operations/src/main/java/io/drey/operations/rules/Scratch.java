package io.drey.operations.rules;

import io.drey.operations.OperationException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder of this process alone for what does not fit into memory; gone afterwards, also after Ctrl-C.
 *
 * @param path the folder
 */
public record Scratch(Path path) implements AutoCloseable {

    /**
     * A new folder.
     *
     * @param parent where; null for the system's folder for temporary files
     * @throws OperationException if it cannot be made
     */
    public static Scratch in(Path parent) {
        try {
            Path made =
                    parent == null ? Files.createTempDirectory("drey-") : Files.createTempDirectory(parent, "drey-");
            Scratch scratch = new Scratch(made);
            Runtime.getRuntime().addShutdownHook(new Thread(scratch::delete, "delete-scratch"));
            return scratch;
        } catch (IOException e) {
            throw OperationException.usage(
                    "no folder can be made in %s: name one that can be written to with --scratch"
                            .formatted(parent == null ? System.getProperty("java.io.tmpdir") : parent),
                    e);
        }
    }

    @Override
    public void close() {
        delete();
    }

    private void delete() {
        File[] files = path.toFile().listFiles();
        if (files != null) {
            for (File file : files) {
                file.delete();
            }
            path.toFile().delete();
        }
    }
}
