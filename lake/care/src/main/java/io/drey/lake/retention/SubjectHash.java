package io.drey.lake.retention;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Whether a record is about a given subject can be told from it, and from nothing but trying can the subject. Addresses are few,
 * so each try costs: PBKDF2 with HMAC-SHA-256 and a salt for each record (RFC 8018), about a tenth of a second.
 */
final class SubjectHash {

    private static final String KIND = "pbkdf2-sha256";
    private static final int ITERATIONS = 210_000;
    private static final int BITS = 256;

    private SubjectHash() {}

    /** A new hash: {@code pbkdf2-sha256$iterations$salt$hash}. */
    static String of(Subject subject) {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        return String.join(
                "$",
                KIND,
                Integer.toString(ITERATIONS),
                HexFormat.of().formatHex(salt),
                HexFormat.of().formatHex(hash(subject, salt, ITERATIONS)));
    }

    /** Whether a hash is of that subject. */
    static boolean matches(String hash, Subject subject) {
        String[] parts = hash.split("\\$", -1);
        return parts.length == 4
                && parts[0].equals(KIND)
                && MessageDigest.isEqual(
                        HexFormat.of().parseHex(parts[3]),
                        hash(subject, HexFormat.of().parseHex(parts[2]), Integer.parseInt(parts[1])));
    }

    private static byte[] hash(Subject subject, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(subject.canonical().toCharArray(), salt, iterations, BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has PBKDF2 with HMAC-SHA-256", e);
        }
    }
}
