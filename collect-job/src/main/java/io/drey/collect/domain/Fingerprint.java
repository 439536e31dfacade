package io.drey.collect.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Short names for what is too long to be kept: the first half of a SHA-256, in 32 hexadecimal digits. */
public final class Fingerprint {

    private static final int BYTES = 16;

    private Fingerprint() {}

    /** Of texts, none of which has a NUL. */
    public static String of(String... parts) {
        byte[] bytes = String.join("\0", parts).getBytes(UTF_8);
        return of(bytes, bytes.length);
    }

    /** Of the first bytes. */
    public static String of(byte[] bytes, int length) {
        MessageDigest digest = Sha256.digest();
        digest.update(bytes, 0, length);
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }
}
