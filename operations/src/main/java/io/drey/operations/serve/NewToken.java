package io.drey.operations.serve;

import java.security.SecureRandom;
import java.util.Base64;

/** Tokens that nobody guesses. */
public final class NewToken {

    private static final int BYTES = 32;

    private NewToken() {}

    /** One of 256 random bits, which can stand in a URL. */
    public static String make() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
