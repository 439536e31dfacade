package io.drey.stack;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.tukaani.xz.XZInputStream;

/** Unpacks the PostgreSQL programs: a tar archive, compressed with xz, inside a jar. */
final class PostgresArchive {
    private static final int BLOCK = 512;

    private PostgresArchive() {}

    static void unpack(Path jar, Path target) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".txz")) {
                    try (InputStream tar = new BufferedInputStream(new XZInputStream(zip.getInputStream(entry)))) {
                        unpackTar(tar, target);
                    }
                    return;
                }
            }
        }
        throw new IOException(jar + " holds no .txz archive");
    }

    // The POSIX ustar format, with GNU's entries for long names:
    // https://www.gnu.org/software/tar/manual/html_node/Standard.html
    private static void unpackTar(InputStream tar, Path target) throws IOException {
        String longName = null;
        while (true) {
            byte[] header = tar.readNBytes(BLOCK);
            if (header.length < BLOCK || header[0] == 0) {
                return;
            }
            long size = octal(header, 124, 12);
            char type = (char) header[156];
            if (type == 'L') {
                longName = text(body(tar, size), 0, (int) size);
                continue;
            }
            String prefix = text(header, 345, 155);
            String name = longName != null
                    ? longName
                    : prefix.isEmpty() ? text(header, 0, 100) : prefix + "/" + text(header, 0, 100);
            longName = null;
            Path file = target.resolve(name).normalize();
            if (!file.startsWith(target)) {
                throw new IOException("entry " + name + " lies outside of the archive");
            }
            switch (type) {
                case '5' -> Files.createDirectories(file);
                case '2' -> {
                    Files.createDirectories(file.getParent());
                    Files.deleteIfExists(file);
                    Files.createSymbolicLink(file, Path.of(text(header, 157, 100)));
                }
                case '0', '\0' -> {
                    Files.createDirectories(file.getParent());
                    Files.write(file, body(tar, size));
                    Files.setPosixFilePermissions(file, permissions((int) octal(header, 100, 8)));
                }
                default -> body(tar, size);
            }
        }
    }

    private static byte[] body(InputStream tar, long size) throws IOException {
        byte[] body = tar.readNBytes(Math.toIntExact(size));
        if (body.length < size) {
            throw new EOFException("the archive ends within a file");
        }
        tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        return body;
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if ((mode & 0100) != 0) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return permissions;
    }

    private static long octal(byte[] header, int from, int length) {
        String digits = text(header, from, length).strip();
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
}
