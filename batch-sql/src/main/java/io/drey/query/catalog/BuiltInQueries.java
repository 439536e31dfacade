package io.drey.query.catalog;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;

/** The queries and packs that this module brings: whatever is in {@code queries} and {@code packs}, be it in a jar or not. */
final class BuiltInQueries {

    private static final String FOLDER = "/queries";
    private static final String PACKS = "/" + PackFile.FOLDER;

    private BuiltInQueries() {}

    /** Reads all of them. */
    static SortedMap<String, QueryDefinition> read() throws IOException {
        return read(BuiltInQueries.class.getResource(FOLDER));
    }

    /**
     * Reads those of a folder.
     *
     * @param folder where it is: in a jar, or among files
     */
    static SortedMap<String, QueryDefinition> read(URL folder) throws IOException {
        return read(folder, path -> QueryFolder.readAll(path, QueryFolder.Origin.BUILT_IN));
    }

    /**
     * Reads all packs.
     *
     * @param reports the reports there are
     */
    static SortedMap<String, PackDefinition> packs(Set<String> reports) throws IOException {
        return read(
                BuiltInQueries.class.getResource(PACKS),
                path -> PackFile.readAll(path, QueryFolder.Origin.BUILT_IN, reports));
    }

    private interface Reader<T> {
        T read(Path folder) throws IOException;
    }

    private static <T> T read(URL folder, Reader<T> reader) throws IOException {
        if (folder.openConnection() instanceof JarURLConnection jar) {
            Path file = Path.of(uri(jar.getJarFileURL()));
            try (FileSystem files = FileSystems.newFileSystem(file, (ClassLoader) null)) {
                return reader.read(files.getPath(jar.getEntryName()));
            }
        }
        return reader.read(Path.of(uri(folder)));
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException("no folder is at " + url, e);
        }
    }
}
