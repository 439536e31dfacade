package io.drey.event.parse;

/**
 * Tells IP addresses in text form from other text: IPv4 in four decimal parts without leading zeros, IPv6 by RFC 4291
 * without zone. That is what Lucene's {@code ip} type accepts.
 */
final class IpLiteral {

    private static final long DOTS = Words.repeat('.');
    private static final int LONGEST_V4 = 15;
    private static final int LONGEST_V6 = 45;

    private IpLiteral() {}

    static boolean isAddress(byte[] bytes, int from, int to) {
        return isV4(bytes, from, to) || isV6(bytes, from, to);
    }

    private static boolean isV4(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < 7 || length > LONGEST_V4) {
            return false;
        }
        long low = Words.at(bytes, from, to);
        long high = Words.at(bytes, from + 8, to);
        int dots = Words.bits(Words.exactlyEqual(low, DOTS)) | Words.bits(Words.exactlyEqual(high, DOTS)) << 8;
        int digits = Words.bits(Words.exactlyDigits(low)) | Words.bits(Words.exactlyDigits(high)) << 8;
        if ((dots | digits) != (1 << length) - 1 || Integer.bitCount(dots) != 3) {
            return false;
        }
        int firstDot = Integer.numberOfTrailingZeros(dots);
        dots &= dots - 1;
        int secondDot = Integer.numberOfTrailingZeros(dots);
        dots &= dots - 1;
        int thirdDot = Integer.numberOfTrailingZeros(dots);
        int second = secondDot - firstDot - 1;
        int third = thirdDot - secondDot - 1;
        int fourth = length - thirdDot - 1;
        // Signs are joined and tested once, because nothing about the parts' lengths can be predicted.
        if (((firstDot - 1)
                        | (3 - firstDot)
                        | (second - 1)
                        | (3 - second)
                        | (third - 1)
                        | (3 - third)
                        | (fourth - 1)
                        | (3 - fourth))
                < 0) {
            return false;
        }
        return (part(bytes, from, firstDot)
                        | part(bytes, from + firstDot + 1, second)
                        | part(bytes, from + secondDot + 1, third)
                        | part(bytes, from + thirdDot + 1, fourth))
                >= 0;
    }

    /** Negative if one to three digits are a number above 255 or begin with a zero that is not all. */
    private static int part(byte[] bytes, int from, int length) {
        int hasTens = (1 - length) >> 31;
        int hasHundreds = (2 - length) >> 31;
        int last = from + length - 1;
        int ones = bytes[last] - '0';
        int tens = (bytes[last + hasTens] - '0') & hasTens;
        int hundreds = (bytes[from] - '0') & hasHundreds;
        int leadingZero = (bytes[from] - '1') & hasTens;
        return (255 - ones - tens * 10 - hundreds * 100) | leadingZero;
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
            while (at + digits < to && digits < 5 && Character.digit(bytes[at + digits], 16) >= 0) {
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
}
