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
    private static final int BITS = 128;
    private static final int MAPPED_BITS = 96;
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
                address.putLong(8, Address.MAPPED);
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
        Address address = Address.read(text);
        return address != null && (isV4 || !address.isWrittenAsV4()) && holds(address.high(), address.low());
    }

    /** Whether the address of these bits is in the network, if it is written as the network's addresses may be. */
    public boolean holds(long addressHigh, long addressLow) {
        return (addressHigh & highMask(prefix)) == high && (addressLow & lowMask(prefix)) == low;
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
