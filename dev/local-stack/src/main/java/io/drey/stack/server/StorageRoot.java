package io.drey.stack.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The address all files of a stack are under. */
public final class StorageRoot {
    private StorageRoot() {}

    /** Without a slash at its end, such as {@code hdfs://127.0.0.1:20000} or {@code s3://drey}. */
    public static String of(StackFolder folder) {
        return switch (Storage.of(folder)) {
            case HDFS -> HdfsRecipe.uri(new Site(folder, Server.HDFS)).toString();
            case S3 -> "s3://" + S3Recipe.BUCKET;
            case FILE -> file(folder.dir().resolve("storage"));
        };
    }

    private static String file(Path root) {
        try {
            Files.createDirectories(root);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return root.toUri().toString().replaceAll("/$", "");
    }
}
