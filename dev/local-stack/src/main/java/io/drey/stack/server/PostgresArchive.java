package io.drey.stack.server;

import io.drey.stack.process.TarArchive;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.tukaani.xz.XZInputStream;

/** Unpacks the PostgreSQL programs: a tar archive, compressed with xz, inside a jar. */
final class PostgresArchive {
    private PostgresArchive() {}

    static void unpack(Path jar, Path target) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".txz")) {
                    try (InputStream tar = new BufferedInputStream(new XZInputStream(zip.getInputStream(entry)))) {
                        TarArchive.unpack(tar, target, Optional::of);
                    }
                    return;
                }
            }
        }
        throw new IOException(jar + " holds no .txz archive");
    }
}
