package io.drey.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The lines that a format brings, in {@code <name>.lines} beside its class: real ones, odd ones, and some that are not of the
 * format. All checks that hold for every format start from them, and so do tests on engines and benchmarks.
 */
public final class SampleLines {

    private SampleLines() {}

    /**
     * A format's lines, without their terminators, in their order.
     *
     * @throws IllegalStateException if it brings none
     */
    public static List<byte[]> of(LineFormat format) {
        byte[] file = read(format);
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < file.length; i++) {
            if (file[i] == '\n') {
                lines.add(Arrays.copyOfRange(file, from, i));
                from = i + 1;
            }
        }
        return lines;
    }

    private static byte[] read(LineFormat format) {
        String name = format.name() + ".lines";
        try (InputStream in = format.getClass().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("format '%s' brings no lines: write some into %s, beside %s"
                        .formatted(format.name(), name, format.getClass().getName()));
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be read".formatted(name), e);
        }
    }
}
