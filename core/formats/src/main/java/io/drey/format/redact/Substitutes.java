package io.drey.format.redact;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Utf8;
import io.drey.format.redact.RedactionRule.Action;
import io.drey.format.text.IpLiteral;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What takes the place of a value. A keyed hash is HMAC-SHA-256 of the value without escapes, cut to 128 bits: {@code
 * hmac-} and hexadecimal digits. That of an address is an address again, so that it fits where addresses are kept: of the
 * network {@code fd64:7265:7900::/40}, which is nobody's (RFC 4193), with 88 bits of the hash. Not thread-safe.
 */
final class Substitutes {

    static final String MASKED = "redacted";
    static final String DROPPED = "-";
    private static final String HASHED = "hmac-";
    private static final String HASHED_ADDRESS = "fd64:7265:79";
    private static final byte[] ADDRESS_PREFIX = {(byte) 0xfd, 0x64, 0x72, 0x65, 0x79};
    private static final Pattern HASH = Pattern.compile(HASHED + "[0-9a-f]{32}");
    private static final int HASH_LENGTH = HASHED.length() + 32;
    private static final int MOST_LAYERS = 5;

    private final Mac mac;
    private DecodedText text = new DecodedText();
    private DecodedText further = new DecodedText();

    /** With the secret of keyed hashes, if there is one; where it is missing, what is to be hashed is masked. */
    Substitutes(Optional<byte[]> secret) {
        this.mac = secret.map(Substitutes::mac).orElse(null);
    }

    private static Mac mac(byte[] secret) {
        try {
            Mac made = Mac.getInstance("HmacSHA256");
            made.init(new SecretKeySpec(secret, "HmacSHA256"));
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    boolean canHash() {
        return mac != null;
    }

    /** Whether a value stands for another one already. */
    static boolean isSubstitute(String value) {
        return value.equals(MASKED)
                || value.equals(DROPPED)
                || value.startsWith(HASHED_ADDRESS)
                || HASH.matcher(value).matches();
    }

    /** Whether a part of a text is a part of a hash: sixteen of its digits may look like a card's number. */
    static boolean isWithinHash(DecodedText in, int from, int to) {
        for (int start = Math.max(0, to - HASH_LENGTH); start <= from && start + HASH_LENGTH <= in.length(); start++) {
            if (in.startsWithIgnoreCase(start, HASHED)
                    && HASH.matcher(in.subSequence(start, start + HASH_LENGTH)).matches()) {
                return true;
            }
        }
        return false;
    }

    /**
     * What stands in a text instead of a value.
     *
     * @param isAddressField whether it is of a field that holds addresses, of which a mask leaves the network
     */
    String of(Action action, String value, boolean isAddressField) {
        String address = isAddressField || action == Action.HASH ? IpLiteral.canonical(value) : null;
        return switch (action) {
            case DROP -> DROPPED;
            case MASK -> address == null ? MASKED : network(address);
            case HASH -> mac == null ? MASKED : address == null ? hash(value) : addressOf(address);
        };
    }

    private String hash(String value) {
        byte[] whole = mac.doFinal(Utf8.encode(unescaped(value)));
        return HASHED + HexFormat.of().formatHex(whole, 0, 16);
    }

    private String addressOf(String address) {
        byte[] whole = mac.doFinal(address.getBytes(UTF_8));
        byte[] bytes = new byte[16];
        System.arraycopy(ADDRESS_PREFIX, 0, bytes, 0, ADDRESS_PREFIX.length);
        System.arraycopy(whole, 0, bytes, ADDRESS_PREFIX.length, bytes.length - ADDRESS_PREFIX.length);
        return IpLiteral.canonical(groups(bytes));
    }

    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address.substring(0, address.lastIndexOf('.') + 1) + "0";
        }
        // Of the canonical text each of the first three groups stands there, or the gap is among them.
        String[] groups =
                address.substring(0, Math.max(address.indexOf("::"), 0)).split(":");
        if (!address.contains("::")) {
            groups = address.split(":");
        }
        StringBuilder network = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            network.append(i < groups.length && !groups[i].isEmpty() ? groups[i] : "0")
                    .append(':');
        }
        return IpLiteral.canonical(network.append(':').toString());
    }

    private static String groups(byte[] bytes) {
        StringBuilder groups = new StringBuilder();
        for (int i = 0; i < bytes.length; i += 2) {
            groups.append(i == 0 ? "" : ":")
                    .append(Integer.toHexString((bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff)));
        }
        return groups.toString();
    }

    /** The value with all escapes taken off, however often it was escaped: it is the same value. */
    String unescaped(String value) {
        byte[] bytes = Utf8.encode(value);
        text.read(bytes, 0, bytes.length);
        for (int layer = 1; layer < MOST_LAYERS && further.readUnescaped(text); layer++) {
            DecodedText swapped = text;
            text = further;
            further = swapped;
        }
        return text.toString();
    }
}
