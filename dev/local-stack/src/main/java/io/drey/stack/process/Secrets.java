package io.drey.stack.process;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Passwords of servers nobody but us logs in to. */
public final class Secrets {
    private static final int BYTES = 16;

    private Secrets() {}

    public static String random() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
