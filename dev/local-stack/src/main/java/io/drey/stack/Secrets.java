package io.drey.stack;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Passwords of servers nobody but us logs in to. */
final class Secrets {
    private static final int BYTES = 16;

    private Secrets() {}

    static String random() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
