package io.drey.format.text;

/**
 * Tells IP addresses in text form from other text: IPv4 in four decimal parts without leading zeros, IPv6 by RFC 4291
 * without zone. That is what Lucene's {@code ip} type accepts.
 */
public final class IpLiteral {

    private static final long DOTS = Words.repeat('.');
    private static final int LONGEST_V4 = 15;
    private static final int LONGEST_V6 = 45;

    private IpLiteral() {}

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
