package io.drey.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.Optional;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;

/** Where files are put that are none of the lake's. A file is there whole or not at all, and replaces one of the same name. */
public abstract class Place implements AutoCloseable {

    private final String root;

    private Place(String root) {
        this.root = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
    }

    /**
     * A folder, or what Hadoop, the lake's own file system or a login reaches.
     *
     * @param place a path, or an address such as {@code hdfs://namenode:8020/archive} or {@code s3://bucket/archive}
     * @param login what reaches a bucket, closed with the place; empty for the lake's own login
     * @param remedy what helps where a bucket refuses, for the message
     * @throws LakeException if there is no such file system, or no login for a bucket
     */
    public static Place at(String place, Lake lake, Optional<FileIO> login, String remedy) {
        URI uri = URI.create(
                place.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.*")
                        ? place
                        : Paths.get(place).toUri().toString());
        if (uri.getScheme().equals("file")) {
            return new InFolder(Path.of(uri.getPath()));
        }
        if (uri.getScheme().equals("s3")) {
            if (login.isPresent()) {
                return new InBucket(place, login.get(), remedy, login.get());
            }
            Table logs = lake.asItIs(LakeTable.LOGS);
            if (logs.location().startsWith("s3://")) {
                // The table's files are closed with the lake.
                return new InBucket(place, logs.io(), remedy, () -> {});
            }
            throw new LakeException(
                    "there is no login for %s: the lake is not on S3 itself. %s".formatted(place, remedy));
        }
        try {
            return new OfHadoop(place, FileContext.getFileContext(uri, lake.hadoop()));
        } catch (UnsupportedFileSystemException e) {
            throw new LakeException(
                    "there is no file system for %s: write s3://, s3a:// or hdfs://, with the latter two's lake-hadoop-properties"
                            .formatted(place),
                    e);
        }
    }

    /** A file's address. */
    public final String address(String name) {
        return root + "/" + name;
    }

    /** Puts a local file there. */
    public abstract void put(Path file, String name) throws IOException;

    /** What a small file says; empty if it is not there. */
    public abstract Optional<String> read(String name) throws IOException;

    /** Deletes a file, if it is there. */
    public abstract void delete(String name) throws IOException;

    @Override
    public void close() throws IOException {
        // Most have nothing to close.
    }

    private static final class InFolder extends Place {

        private final Path folder;

        private InFolder(Path folder) {
            super(folder.toString());
            this.folder = folder;
        }

        @Override
        public void put(Path file, String name) throws IOException {
            Path target = folder.resolve(name);
            Files.createDirectories(target.getParent());
            Path unfinished =
                    target.resolveSibling(unfinished(target.getFileName().toString()));
            Files.copy(file, unfinished, StandardCopyOption.REPLACE_EXISTING);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public Optional<String> read(String name) throws IOException {
            try {
                return Optional.of(Files.readString(folder.resolve(name)));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }

        @Override
        public void delete(String name) throws IOException {
            Files.deleteIfExists(folder.resolve(name));
        }
    }

    private static final class OfHadoop extends Place {

        private final FileContext files;

        private OfHadoop(String root, FileContext files) {
            super(root);
            this.files = files;
        }

        @Override
        public void put(Path file, String name) throws IOException {
            var target = new org.apache.hadoop.fs.Path(address(name));
            var unfinished = new org.apache.hadoop.fs.Path(target.getParent(), unfinished(target.getName()));
            try (OutputStream out = files.create(
                    unfinished,
                    EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
                    Options.CreateOpts.createParent())) {
                Files.copy(file, out);
            }
            files.rename(unfinished, target, Options.Rename.OVERWRITE);
        }

        @Override
        public Optional<String> read(String name) throws IOException {
            try (InputStream in = files.open(new org.apache.hadoop.fs.Path(address(name)))) {
                return Optional.of(new String(in.readAllBytes(), UTF_8));
            } catch (java.io.FileNotFoundException e) {
                return Optional.empty();
            }
        }

        @Override
        public void delete(String name) throws IOException {
            try {
                files.delete(new org.apache.hadoop.fs.Path(address(name)), false);
            } catch (java.io.FileNotFoundException e) {
                // That is what was wanted.
                return;
            }
        }
    }

    /** An object of S3 appears when it was written to its end. */
    private static final class InBucket extends Place {

        private final FileIO files;
        private final String remedy;
        private final Closeable owned;

        private InBucket(String root, FileIO files, String remedy, Closeable owned) {
            super(root);
            this.files = files;
            this.remedy = remedy;
            this.owned = owned;
        }

        @Override
        public void put(Path file, String name) throws IOException {
            attempt(name, () -> {
                OutputStream out = files.newOutputFile(address(name)).createOrOverwrite();
                Files.copy(file, out);
                // Only then: what is closed after a failure would appear half.
                out.close();
                return name;
            });
        }

        @Override
        public Optional<String> read(String name) throws IOException {
            return attempt(name, () -> {
                try (InputStream in = files.newInputFile(address(name)).newStream()) {
                    return Optional.of(new String(in.readAllBytes(), UTF_8));
                } catch (NotFoundException e) {
                    return Optional.empty();
                }
            });
        }

        @Override
        public void delete(String name) throws IOException {
            attempt(name, () -> {
                files.deleteFile(address(name));
                return name;
            });
        }

        private interface Access<T> {
            T run() throws IOException;
        }

        private <T> T attempt(String name, Access<T> access) throws IOException {
            try {
                return access.run();
            } catch (UncheckedIOException | SecurityException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new LakeException(
                        "bucket %s refuses %s: %s. %s"
                                .formatted(URI.create(address(name)).getAuthority(), address(name), reason(e), remedy),
                        e);
            }
        }

        private static String reason(Throwable failure) {
            Throwable root = failure;
            while (root.getCause() != null && root.getCause() != root) {
                root = root.getCause();
            }
            String message = root.getMessage() == null ? "" : root.getMessage();
            return message.isBlank()
                    ? root.getClass().getSimpleName()
                    : message.lines().findFirst().orElse("").strip().replaceAll("\\.$", "");
        }

        @Override
        public void close() throws IOException {
            owned.close();
        }
    }

    private static String unfinished(String name) {
        return "." + name + ".part";
    }
}
