package io.drey.rules.condition;

import io.drey.event.Printable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text is an IP address in a network: IPv4 ({@code 10.0.0.0/8}) or IPv6 ({@code 2001:db8::/32}). A network of IPv4
 * holds its addresses also as {@code ::ffff:10.0.0.1}; one of IPv6 holds none that is written as IPv4. A text that is no
 * address does not pass.
 */
public final class Cidr implements ValueTest {

    private static final Pattern NETWORK = Pattern.compile(
            "(?<address>(?<four>(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2}))|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/(?<length>[0-9]{1,3}))?");
    private static final int NONE = -1;
    private static final int GROUPS = 8;
    private static final int BITS = 128;
    private static final int MAPPED_BITS = 96;
    private static final long MAPPED = 0xffff_0000_0000L;
    private static final int LONGEST = 45;

    private final boolean isV4;
    private final int prefix;
    private final long high;
    private final long low;

    private Cidr(boolean isV4, int prefix, long high, long low) {
        this.isV4 = isV4;
        this.prefix = prefix;
        this.high = high & highMask(prefix);
        this.low = low & lowMask(prefix);
    }

    /**
     * Reads a network; an address alone is a network of one.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Cidr parse(String text) {
        Matcher parts = NETWORK.matcher(text);
        if (parts.matches()) {
            boolean isV4 = parts.group("four") != null;
            int common = isV4 ? MAPPED_BITS : 0;
            int most = BITS - common;
            int length = parts.group("length") == null ? most : Integer.parseInt(parts.group("length"));
            byte[] bytes = length > most ? null : bytes(parts.group("address"));
            if (bytes != null) {
                ByteBuffer address = ByteBuffer.allocate(BITS / Byte.SIZE);
                address.putLong(8, MAPPED);
                address.put(address.capacity() - bytes.length, bytes);
                return new Cidr(isV4, length + common, address.getLong(0), address.getLong(8));
            }
        }
        throw new IllegalArgumentException(
                "'%s' is no network: write one such as 10.0.0.0/8 or 2001:db8::/32".formatted(Printable.of(text)));
    }

    /** The bytes of what looks like an address, or null; no name is looked up. */
    private static byte[] bytes(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** Whether it is a network of IPv4. */
    public boolean isV4() {
        return isV4;
    }

    /** How many of the address's 128 bits count; those of IPv4 come behind 96 that all have in common. */
    public int prefix() {
        return prefix;
    }

    /** The first 64 bits of the network's first address. */
    public long high() {
        return high;
    }

    /** The last 64 bits of the network's first address. */
    public long low() {
        return low;
    }

    @Override
    public boolean passes(String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        if (text.indexOf(':') < 0) {
            long address = isV4 ? readV4(text, 0) : NONE;
            return address != NONE && holds(0, MAPPED | address);
        }
        return passesAsV6(text);
    }

    /** Reads groups of 16 bits; those before a double colon move to the front when all are known. */
    private boolean passesAsV6(String text) {
        long headHigh = 0;
        long headLow = 0;
        long tailHigh = 0;
        long tailLow = 0;
        int head = NONE;
        int count = 0;
        int at = text.charAt(0) == ':' ? 1 : 0;
        if (at == 1 && !text.startsWith("::")) {
            return false;
        }
        while (at < text.length()) {
            if (text.charAt(at) == ':') {
                if (head != NONE) {
                    return false;
                }
                head = count;
                headHigh = tailHigh;
                headLow = tailLow;
                tailHigh = 0;
                tailLow = 0;
                at++;
                continue;
            }
            int end = at;
            int group = 0;
            while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0 && text.charAt(end) <= 'f') {
                group = group << 4 | Character.digit(text.charAt(end), 16);
                end++;
            }
            if (end < text.length() && text.charAt(end) == '.') {
                long address = readV4(text, at);
                if (address == NONE) {
                    return false;
                }
                tailHigh = tailHigh << 32 | tailLow >>> 32;
                tailLow = tailLow << 32 | address;
                count += 2;
                at = text.length();
                continue;
            }
            boolean isLast = end == text.length();
            if (end - at > 4 || end == at || (!isLast && (text.charAt(end) != ':' || end + 1 == text.length()))) {
                return false;
            }
            tailHigh = tailHigh << 16 | tailLow >>> 48;
            tailLow = tailLow << 16 | group;
            count++;
            at = end + 1;
        }
        if (head == NONE) {
            return count == GROUPS && holds(tailHigh, tailLow);
        }
        int bits = (GROUPS - head) * 16;
        boolean isWide = bits >= Long.SIZE;
        long high = bits == BITS
                ? 0
                : isWide ? headLow << (bits - Long.SIZE) : headHigh << bits | headLow >>> (Long.SIZE - bits);
        long low = isWide ? 0 : headLow << bits;
        return count < GROUPS && holds(high | tailHigh, low | tailLow);
    }

    private boolean holds(long addressHigh, long addressLow) {
        return (addressHigh & highMask(prefix)) == high && (addressLow & lowMask(prefix)) == low;
    }

    /** The 32 bits of an IPv4 address that reaches to the text's end, or {@link #NONE}. */
    private static long readV4(String text, int from) {
        long address = 0;
        int parts = 0;
        int part = NONE;
        for (int i = from; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (part == NONE || ++parts > 4) {
                    return NONE;
                }
                address = address << 8 | part;
                part = NONE;
            } else if (c >= '0' && c <= '9' && part != 0) {
                part = Math.max(part, 0) * 10 + c - '0';
                if (part > 255) {
                    return NONE;
                }
            } else {
                return NONE;
            }
        }
        return parts == 4 ? address : NONE;
    }

    private static long highMask(int prefix) {
        return prefix == 0 ? 0 : prefix >= 64 ? -1L : -1L << (64 - prefix);
    }

    private static long lowMask(int prefix) {
        return prefix <= 64 ? 0 : prefix >= BITS ? -1L : -1L << (BITS - prefix);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr cidr
                && isV4 == cidr.isV4
                && prefix == cidr.prefix
                && high == cidr.high
                && low == cidr.low;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(high) + Long.hashCode(low)) + prefix;
    }

    @Override
    public String toString() {
        return "is in " + (isV4 ? v4() : v6());
    }

    private String v4() {
        return "%d.%d.%d.%d/%d"
                .formatted(low >>> 24 & 255, low >>> 16 & 255, low >>> 8 & 255, low & 255, prefix - MAPPED_BITS);
    }

    private String v6() {
        StringBuilder text = new StringBuilder(LONGEST);
        for (int i = 0; i < 8; i++) {
            text.append(i == 0 ? "" : ":")
                    .append(Long.toHexString((i < 4 ? high : low) >>> (48 - i % 4 * 16) & 0xffff));
        }
        return text.append('/').append(prefix).toString();
    }
}
