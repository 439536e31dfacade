package io.drey.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The version that the build wrote down. */
public final class DreyVersion {

    private static final String RESOURCE = "version.txt";

    private DreyVersion() {}

    /** Such as {@code 0.1.0}. */
    public static String text() {
        try (InputStream in = DreyVersion.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the build left out " + RESOURCE);
            }
            return new String(in.readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + RESOURCE + " from the jar", e);
        }
    }
}
