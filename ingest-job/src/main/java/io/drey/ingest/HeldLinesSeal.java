package io.drey.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.format.redact.RedactionSecrets;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals lines that wait to be joined for checkpoints: they are as they were sent, since what must not leave a line is known when it is
 * whole. AES-256 in Galois/counter mode, with a key made of the tenant's secret and bound to the partition.
 *
 * <p>While a secret is replaced, the former one may stand beside it under its name with {@value #FORMER} behind it.
 */
final class HeldLinesSeal {

    static final String FORMER = "former";

    /** No snapshot of a joiner begins so: those begin with their version. */
    private static final byte SEALED = 'S';

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final RedactionSecrets secrets;
    private final Optional<String> secret;
    private final Optional<byte[]> key;

    /**
     * What seals the lines of a dataset.
     *
     * @param secrets the tenant's
     * @param secret the name of that with which the dataset's lines are sealed
     */
    HeldLinesSeal(RedactionSecrets secrets, Optional<String> secret) {
        this.secrets = secrets;
        this.secret = secret;
        this.key = secret.flatMap(secrets::find);
    }

    /** Whether lines are sealed. */
    boolean isThere() {
        return key.isPresent();
    }

    /** Seals what a partition holds; without a secret it stays as it is. */
    HeldLines seal(HeldLines open) {
        if (open.lines().length == 0 || key.isEmpty()) {
            return open;
        }
        byte[] name = secret.orElseThrow().getBytes(UTF_8);
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, key.get(), nonce, open, open.lines())
                .orElseThrow(() -> new IllegalStateException("the JDK does not encrypt"));
        ByteBuffer bytes = ByteBuffer.allocate(2 + name.length + nonce.length + sealed.length);
        bytes.put(SEALED).put((byte) name.length).put(name).put(nonce).put(sealed);
        return with(open, bytes.array());
    }

    static boolean isSealed(HeldLines held) {
        return held.lines().length > 0 && held.lines()[0] == SEALED;
    }

    /**
     * Opens what was sealed, and returns what was not as it is.
     *
     * @throws IllegalStateException naming the secret if it is not the one that sealed them: without it the lines would be lost
     */
    HeldLines open(HeldLines held) {
        if (!isSealed(held)) {
            return held;
        }
        ByteBuffer bytes = ByteBuffer.wrap(held.lines(), 1, held.lines().length - 1);
        byte[] name = new byte[bytes.get()];
        byte[] nonce = new byte[NONCE_BYTES];
        bytes.get(name).get(nonce);
        byte[] sealed = new byte[bytes.remaining()];
        bytes.get(sealed);
        String secret = new String(name, UTF_8);
        List<byte[]> keys = Stream.of(secret, secret + FORMER)
                .map(secrets::find)
                .flatMap(Optional::stream)
                .toList();
        return keys.stream()
                .map(key -> crypt(Cipher.DECRYPT_MODE, key, nonce, held, sealed))
                .flatMap(Optional::stream)
                .findFirst()
                .map(lines -> with(held, lines))
                .orElseThrow(() -> new IllegalStateException(
                        "lines of %s[%d] that wait in this checkpoint cannot be read, as the tenant's secret '%s' is not there, or another than when it was made: put the former one beside it as '%s%s', until the job has made a checkpoint"
                                .formatted(held.topic(), held.partition(), secret, secret, FORMER)));
    }

    private static HeldLines with(HeldLines held, byte[] lines) {
        return new HeldLines(
                held.topic(), held.topicId(), held.partition(), held.nextOffset(), held.firstOffset(), lines);
    }

    /** Empty where the key is not the one that sealed, or the bytes are not those that it sealed. */
    private static Optional<byte[]> crypt(int mode, byte[] secret, byte[] nonce, HeldLines of, byte[] bytes) {
        byte[] key = new byte[0];
        try {
            // The secret hashes values, too: a key of its own must not be one of those hashes.
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            key = mac.doFinal("drey: lines that wait in checkpoints".getBytes(UTF_8));
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD("%s %d".formatted(of.topicId(), of.partition()).getBytes(UTF_8));
            return Optional.of(cipher.doFinal(bytes));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks AES/GCM/NoPadding or HmacSHA256: use another one", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
