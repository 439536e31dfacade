package io.drey.stack.process;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Unpacks tar archives: the POSIX ustar format, with GNU's entries for long names, as
 * {@code www.gnu.org/software/tar/manual/html_node/Standard.html} describes them.
 */
public final class TarArchive {
    private static final int BLOCK = 512;
    private static final int BUFFER = 1 << 16;

    private TarArchive() {}

    /**
     * Unpacks an archive. Hard links become links to files unpacked before them; pax headers are passed over.
     *
     * @param place where below {@code target} an entry goes, by its name; empty for entries that are left out
     */
    public static void unpack(InputStream tar, Path target, Function<String, Optional<String>> place)
            throws IOException {
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
            Optional<Path> file = inside(target, place.apply(name));
            switch (type) {
                case '5' -> {
                    if (file.isPresent()) {
                        Files.createDirectories(file.get());
                    }
                }
                case '2' -> {
                    if (file.isPresent()) {
                        Files.createDirectories(file.get().getParent());
                        Files.deleteIfExists(file.get());
                        Files.createSymbolicLink(file.get(), Path.of(text(header, 157, 100)));
                    }
                }
                case '1' -> {
                    Optional<Path> existing = inside(target, place.apply(text(header, 157, 100)));
                    if (file.isPresent() && existing.isPresent()) {
                        Files.createDirectories(file.get().getParent());
                        Files.deleteIfExists(file.get());
                        Files.createLink(file.get(), existing.get());
                    }
                }
                case '0', '\0' -> {
                    if (file.isPresent()) {
                        Files.createDirectories(file.get().getParent());
                        try (OutputStream out = Files.newOutputStream(file.get())) {
                            copy(tar, size, out);
                        }
                        Files.setPosixFilePermissions(file.get(), permissions((int) octal(header, 100, 8)));
                    } else {
                        copy(tar, size, OutputStream.nullOutputStream());
                    }
                }
                default -> copy(tar, size, OutputStream.nullOutputStream());
            }
        }
    }

    private static Optional<Path> inside(Path target, Optional<String> name) throws IOException {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Path file = target.resolve(name.get()).normalize();
        if (!file.startsWith(target)) {
            throw new IOException("entry " + name.get() + " lies outside of the archive");
        }
        return Optional.of(file);
    }

    private static byte[] body(InputStream tar, long size) throws IOException {
        byte[] body = tar.readNBytes(Math.toIntExact(size));
        if (body.length < size) {
            throw new EOFException("the archive ends within a file");
        }
        skipPadding(tar, size);
        return body;
    }

    private static void copy(InputStream tar, long size, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = size;
        while (left > 0) {
            int read = tar.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("the archive ends within a file");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
        skipPadding(tar, size);
    }

    private static void skipPadding(InputStream tar, long size) throws IOException {
        tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
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
