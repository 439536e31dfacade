package io.drey.query.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a manifest says of a file. */
final class ManifestFile {

    private ManifestFile() {}

    /**
     * Adds a file.
     *
     * @param name how it will be called
     * @param content where its bytes are now
     */
    static void add(String name, Path content, ArrayNode files) throws IOException {
        ObjectNode entry = files.addObject();
        entry.put("name", name);
        entry.put("bytes", Files.size(content));
        entry.put("sha256", Sha256.of(content));
    }
}
