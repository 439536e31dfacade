package io.drey.delivery.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What proves to a webhook that a request is ours and recent: {@code t=SECONDS,v1=HEX}, where HEX is the HMAC-SHA256 (RFC
 * 2104) of {@code SECONDS.BODY} with the secret as key. The receiver computes the same, compares in constant time, and refuses
 * what is older than some minutes.
 */
public final class Signature {

    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /** The value of the signature's header. */
    public static String of(byte[] body, String secret, long nowMillis) {
        long seconds = Math.floorDiv(nowMillis, 1000L);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
            mac.update((seconds + ".").getBytes(UTF_8));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }
}
