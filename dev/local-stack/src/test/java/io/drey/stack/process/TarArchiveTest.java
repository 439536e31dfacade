package io.drey.stack.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarArchiveTest {
    private final ByteArrayOutputStream archive = new ByteArrayOutputStream();

    @Test
    void unpacksFilesAndTheirLinksWhereTheyAreWanted(@TempDir Path target) throws IOException {
        entry("server-1/lib/", '5', "", "", 0);
        entry("server-1/lib/a.jar", '0', "", "content", 0644);
        entry("server-1/bin/run", '0', "", "#!/bin/sh", 0755);
        entry("server-1/lib/b.jar", '1', "server-1/lib/a.jar", "", 0644);
        entry("server-1/plugin/left-out.jar", '0', "", "x".repeat(2_000), 0644);
        entry("server-1/lib/c.jar", '0', "", "last", 0644);

        TarArchive.unpack(
                new ByteArrayInputStream(archive.toByteArray()),
                target,
                name -> name.contains("plugin/")
                        ? Optional.empty()
                        : Optional.of(name.substring("server-1/".length())));

        assertThat(target.resolve("lib/a.jar")).hasContent("content");
        assertThat(target.resolve("lib/b.jar")).hasContent("content");
        assertThat(target.resolve("lib/c.jar")).hasContent("last");
        assertThat(target.resolve("plugin")).doesNotExist();
        assertThat(Files.isExecutable(target.resolve("bin/run"))).isTrue();
        assertThat(Files.isExecutable(target.resolve("lib/a.jar"))).isFalse();
    }

    @Test
    void takesLongNames(@TempDir Path target) throws IOException {
        String name = "d/".repeat(80) + "file";
        entry("././@LongLink", 'L', "", name + "\0", 0);
        entry(name.substring(0, 100), '0', "", "content", 0644);
        TarArchive.unpack(new ByteArrayInputStream(archive.toByteArray()), target, Optional::of);
        assertThat(target.resolve(name)).hasContent("content");
    }

    @Test
    void refusesToWriteOutsideOfItsFolder(@TempDir Path target) {
        entry("../escaped", '0', "", "content", 0644);
        assertThatThrownBy(
                        () -> TarArchive.unpack(new ByteArrayInputStream(archive.toByteArray()), target, Optional::of))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("../escaped lies outside");
    }

    @Test
    void tellsAnArchiveThatEndsTooSoon(@TempDir Path target) {
        entry("file", '0', "", "content".repeat(200), 0644);
        byte[] half = Arrays.copyOf(archive.toByteArray(), 1_000);
        assertThatThrownBy(() -> TarArchive.unpack(new ByteArrayInputStream(half), target, Optional::of))
                .isInstanceOf(EOFException.class);
    }

    private void entry(String name, char type, String link, String content, int mode) {
        byte[] header = new byte[512];
        put(header, 0, name.length() > 100 ? name.substring(0, 100) : name);
        put(header, 100, String.format("%07o", mode));
        put(header, 124, String.format("%011o", content.length()));
        header[156] = (byte) type;
        put(header, 157, link);
        archive.writeBytes(header);
        archive.writeBytes(content.getBytes(UTF_8));
        archive.writeBytes(new byte[(512 - content.length() % 512) % 512]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
