package io.drey.format.text;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Tells IP addresses in text form from other text: IPv4 in four decimal parts without leading zeros, IPv6 by RFC 4291
 * without zone. That is what Lucene's {@code ip} type accepts.
 */
public final class IpLiteral {

    private static final long DOTS = Words.repeat('.');
    private static final int LONGEST_V4 = 15;
    private static final int LONGEST_V6 = 45;

    /** What stands before the 32 bits of an IPv4 address that is mapped into IPv6. */
    private static final long MAPPED = 0xFFFF_0000_0000L;

    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private IpLiteral() {}

    /**
     * Puts an address in its canonical text, by RFC 5952, and an IPv4 address that is mapped into IPv6 as the IPv4 address that
     * it is: one caller has one spelling. Allocates nothing where the text is canonical already.
     *
     * @return whether the slice is an address
     */
    public static boolean put(EventBuilder event, Field field, int from, int to) {
        byte[] bytes = event.bytes();
        if (isV4(bytes, from, to)) {
            event.put(field, from, to - from);
            return true;
        }
        if (!isV6(bytes, from, to)) {
            return false;
        }
        if (isCanonicalV6(bytes, from, to)) {
            event.put(field, from, to - from);
        } else {
            event.append(field, canonical(bytes, from, to));
        }
        return true;
    }

    /** The canonical text of an address, see {@link #put}; null if the text is none. */
    public static String canonical(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        if (isV4(bytes, 0, bytes.length)) {
            return text;
        }
        return isV6(bytes, 0, bytes.length) ? new String(canonical(bytes, 0, bytes.length), US_ASCII) : null;
    }

    /**
     * Whether an IPv6 address that is right has its canonical text: lower case, no zeros in front, no dots, not mapped, and the
     * gap in place of the first of the longest runs of two or more zero groups.
     */
    static boolean isCanonicalV6(byte[] bytes, int from, int to) {
        int groups = 0;
        int run = 0;
        int longestBefore = 0;
        int longestBehind = 0;
        int gapAt = -1;
        int gapRun = 0;
        boolean isFfffBehindGap = false;
        int at = from;
        while (at < to) {
            if (bytes[at] == ':') {
                if (at + 1 < to && bytes[at + 1] == ':') {
                    gapAt = groups;
                    gapRun = run;
                    run = 0;
                    at++;
                }
                at++;
                continue;
            }
            int end = at;
            while (end < to && bytes[end] != ':') {
                byte b = bytes[end];
                if (b == '.' || (b >= 'A' && b <= 'F')) {
                    return false;
                }
                end++;
            }
            boolean isZero = bytes[at] == '0';
            if (isZero && end - at > 1) {
                return false;
            }
            run = isZero ? run + 1 : 0;
            if (gapAt < 0) {
                longestBefore = Math.max(longestBefore, run);
            } else {
                // A zero beside the gap belongs into it.
                if (isZero && groups == gapAt) {
                    return false;
                }
                longestBehind = Math.max(longestBehind, run);
                isFfffBehindGap |= gapAt == 0 && groups == 0 && isFfff(bytes, at, end);
            }
            groups++;
            at = end;
        }
        if (gapAt < 0) {
            return longestBefore < 2;
        }
        int gap = 8 - groups;
        boolean isMapped = isFfffBehindGap && gap == 5;
        return gap >= 2 && gapRun == 0 && longestBefore < gap && longestBehind <= gap && !isMapped;
    }

    private static boolean isFfff(byte[] bytes, int from, int to) {
        return to - from == 4
                && bytes[from] == 'f'
                && bytes[from + 1] == 'f'
                && bytes[from + 2] == 'f'
                && bytes[from + 3] == 'f';
    }

    /** The canonical text of an IPv6 address that is right. */
    private static byte[] canonical(byte[] bytes, int from, int to) {
        int[] groups = groups(bytes, from, to);
        boolean isMapped = groups[5] == 0xFFFF;
        for (int i = 0; i < 5; i++) {
            isMapped &= groups[i] == 0;
        }
        byte[] text = new byte[LONGEST_V6];
        int length = 0;
        if (isMapped) {
            for (int i = 6; i < 8; i++) {
                length = decimal(groups[i] >> 8, text, length);
                text[length++] = '.';
                length = decimal(groups[i] & 0xFF, text, length);
                if (i == 6) {
                    text[length++] = '.';
                }
            }
            return Arrays.copyOf(text, length);
        }
        int gapAt = 8;
        int gapLength = 1;
        for (int i = 0; i < 8; i++) {
            int zeros = 0;
            while (i + zeros < 8 && groups[i + zeros] == 0) {
                zeros++;
            }
            if (zeros > gapLength) {
                gapAt = i;
                gapLength = zeros;
            }
            i += Math.max(0, zeros - 1);
        }
        for (int i = 0; i < 8; i++) {
            if (i == gapAt) {
                text[length++] = ':';
                i += gapLength - 1;
                if (i == 7) {
                    text[length++] = ':';
                }
                continue;
            }
            if (i > 0) {
                text[length++] = ':';
            }
            boolean hasBegun = false;
            for (int shift = 12; shift >= 0; shift -= 4) {
                int digit = (groups[i] >> shift) & 15;
                hasBegun |= digit != 0 || shift == 0;
                if (hasBegun) {
                    text[length++] = HEX[digit];
                }
            }
        }
        return Arrays.copyOf(text, length);
    }

    private static int decimal(int number, byte[] text, int length) {
        int at = length;
        if (number >= 100) {
            text[at++] = (byte) ('0' + number / 100);
        }
        if (number >= 10) {
            text[at++] = (byte) ('0' + number / 10 % 10);
        }
        text[at++] = (byte) ('0' + number % 10);
        return at;
    }

    /** The eight groups of an IPv6 address that is right. */
    private static int[] groups(byte[] bytes, int from, int to) {
        int[] groups = new int[8];
        int count = 0;
        int gapAt = -1;
        int at = from;
        while (at < to) {
            if (bytes[at] == ':') {
                at++;
                if (at < to && bytes[at] == ':') {
                    gapAt = count;
                    at++;
                } else if (at - 1 == from) {
                    gapAt = count;
                }
                continue;
            }
            int end = at;
            int hex = 0;
            int part = 0;
            int v4 = 0;
            boolean hasDots = false;
            while (end < to && bytes[end] != ':') {
                if (bytes[end] == '.') {
                    hasDots = true;
                    v4 = (v4 << 8) | part;
                    part = 0;
                } else {
                    int digit = Character.digit(bytes[end], 16);
                    hex = (hex << 4) | digit;
                    part = part * 10 + digit;
                }
                end++;
            }
            if (hasDots) {
                v4 = (v4 << 8) | part;
                groups[count++] = v4 >>> 16;
                groups[count++] = v4 & 0xFFFF;
            } else {
                groups[count++] = hex;
            }
            at = end;
        }
        if (gapAt >= 0) {
            int behind = count - gapAt;
            System.arraycopy(groups, gapAt, groups, 8 - behind, behind);
            Arrays.fill(groups, gapAt, 8 - behind, 0);
        }
        return groups;
    }

    /** The address that a text is, by no look-up of names; null if it is none. One that is mapped into IPv6 is the IPv4 address. */
    public static InetAddress address(byte[] bytes, int from, int to) {
        try {
            if (isV4(bytes, from, to)) {
                byte[] parts = new byte[4];
                int part = 0;
                for (int i = from; i < to; i++) {
                    if (bytes[i] == '.') {
                        part++;
                    } else {
                        parts[part] = (byte) (parts[part] * 10 + bytes[i] - '0');
                    }
                }
                return InetAddress.getByAddress(parts);
            }
            if (!isV6(bytes, from, to)) {
                return null;
            }
            byte[] address = new byte[16];
            int[] groups = groups(bytes, from, to);
            for (int i = 0; i < groups.length; i++) {
                address[2 * i] = (byte) (groups[i] >>> 8);
                address[2 * i + 1] = (byte) groups[i];
            }
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    /**
     * Reads an address into two numbers, its first 64 bits and the others; an IPv4 address is the one of IPv6 that it is mapped
     * to.
     *
     * @return whether the slice is an address
     */
    public static boolean read(byte[] bytes, int from, int to, long[] address) {
        if (isV4(bytes, from, to)) {
            long number = 0;
            long part = 0;
            for (int i = from; i < to; i++) {
                if (bytes[i] == '.') {
                    number = number << 8 | part;
                    part = 0;
                } else {
                    part = part * 10 + bytes[i] - '0';
                }
            }
            address[0] = 0;
            address[1] = MAPPED | number << 8 | part;
            return true;
        }
        if (!isV6(bytes, from, to)) {
            return false;
        }
        int[] groups = groups(bytes, from, to);
        for (int half = 0; half < 2; half++) {
            address[half] = 0;
            for (int i = 4 * half; i < 4 * half + 4; i++) {
                address[half] = address[half] << 16 | groups[i];
            }
        }
        return true;
    }

    public static boolean isAddress(byte[] bytes, int from, int to) {
        return isV4(bytes, from, to) || isV6(bytes, from, to);
    }

    private static boolean isV4(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < 7 || length > LONGEST_V4) {
            return false;
        }
        long low = Words.at(bytes, from, to);
        long high = Words.at(bytes, from + 8, to);
        long lowDots = Words.exactlyEqual(low, DOTS);
        long highDots = Words.exactlyEqual(high, DOTS);
        long strangers = (Words.notDigits(low) & ~lowDots & Words.mask(length))
                | (Words.notDigits(high) & ~highDots & Words.mask(length - 8));
        int dots = Words.bits(lowDots) | Words.bits(highDots) << 8;
        if (strangers != 0 || Integer.bitCount(dots) != 3) {
            return false;
        }
        int firstDot = Integer.numberOfTrailingZeros(dots);
        dots &= dots - 1;
        int secondDot = Integer.numberOfTrailingZeros(dots);
        dots &= dots - 1;
        int thirdDot = Integer.numberOfTrailingZeros(dots);
        // Signs are joined and tested once, because nothing about the parts' lengths can be predicted.
        return (part(bytes, from, firstDot)
                        | part(bytes, from + firstDot + 1, secondDot - firstDot - 1)
                        | part(bytes, from + secondDot + 1, thirdDot - secondDot - 1)
                        | part(bytes, from + thirdDot + 1, length - thirdDot - 1))
                >= 0;
    }

    /** Negative if digits are not one to three, a number above 255, or begin with a zero that is not all. */
    private static int part(byte[] bytes, int from, int length) {
        // The digits as they are written, the last in the lowest byte: they compare as numbers do.
        int bits = length << 3;
        int digits = (Words.fourAt(bytes, from) >>> (32 - bits)) ^ (0x303030 >>> (24 - bits));
        int smallest = (1 << (bits - 8)) & 0x10100;
        return (0x020505 - digits) | (digits - smallest) | (length - 1) | (3 - length);
    }

    private static boolean isV6(byte[] bytes, int from, int to) {
        if (to - from < 2 || to - from > LONGEST_V6) {
            return false;
        }
        int groups = 0;
        boolean gap = false;
        int at = from;
        if (bytes[at] == ':') {
            if (bytes[at + 1] != ':') {
                return false;
            }
            gap = true;
            at += 2;
        }
        while (at < to) {
            int digits = 0;
            while (at + digits < to && digits < 5 && isHexDigit(bytes[at + digits])) {
                digits++;
            }
            if (at + digits < to && bytes[at + digits] == '.') {
                groups += 2;
                return isV4(bytes, at, to) && (gap ? groups < 8 : groups == 8);
            }
            if (digits == 0 || digits > 4) {
                return false;
            }
            groups++;
            at += digits;
            if (at == to) {
                break;
            }
            if (bytes[at++] != ':' || at == to) {
                return false;
            }
            if (bytes[at] == ':') {
                if (gap) {
                    return false;
                }
                gap = true;
                at++;
            }
        }
        return gap ? groups < 8 : groups == 8;
    }

    private static boolean isHexDigit(byte b) {
        return (b >= '0' && b <= '9') || ((b | 0x20) >= 'a' && (b | 0x20) <= 'f');
    }
}
