package io.drey.query.catalog;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.SortedMap;

/** The queries that this module brings: whatever folders are in {@code queries}, be it in a jar or not. */
final class BuiltInQueries {

    private static final String FOLDER = "/queries";

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
        if (folder.openConnection() instanceof JarURLConnection jar) {
            Path file = Path.of(uri(jar.getJarFileURL()));
            try (FileSystem files = FileSystems.newFileSystem(file, (ClassLoader) null)) {
                return QueryFolder.readAll(files.getPath(jar.getEntryName()), QueryFolder.Origin.BUILT_IN);
            }
        }
        return QueryFolder.readAll(Path.of(uri(folder)), QueryFolder.Origin.BUILT_IN);
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException("no folder is at " + url, e);
        }
    }
}
