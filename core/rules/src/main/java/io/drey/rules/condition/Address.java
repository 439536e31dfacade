package io.drey.rules.condition;

/**
 * An IP address in 128 bits; one of IPv4 is {@code ::ffff:10.0.0.1}.
 *
 * @param isWrittenAsV4 whether the text is {@code 10.0.0.1}
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record Address(boolean isWrittenAsV4, long high, long low) {

    static final long MAPPED = 0xffff_0000_0000L;

    private static final int NONE = -1;
    private static final int GROUPS = 8;
    private static final int BITS = 128;
    private static final int LONGEST = 45;

    /** Reads an address as RFC 4291 and the usual four decimals have it; null where the text is none. */
    public static Address read(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        if (text.indexOf(':') >= 0) {
            return readV6(text);
        }
        long address = readV4(text, 0);
        return address == NONE ? null : new Address(true, 0, MAPPED | address);
    }

    /** Reads groups of 16 bits; those before a double colon move to the front when all are known. */
    private static Address readV6(String text) {
        long headHigh = 0;
        long headLow = 0;
        long tailHigh = 0;
        long tailLow = 0;
        int head = NONE;
        int count = 0;
        int at = text.charAt(0) == ':' ? 1 : 0;
        if (at == 1 && !text.startsWith("::")) {
            return null;
        }
        while (at < text.length()) {
            if (text.charAt(at) == ':') {
                if (head != NONE) {
                    return null;
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
                    return null;
                }
                tailHigh = tailHigh << 32 | tailLow >>> 32;
                tailLow = tailLow << 32 | address;
                count += 2;
                at = text.length();
                continue;
            }
            boolean isLast = end == text.length();
            if (end - at > 4 || end == at || (!isLast && (text.charAt(end) != ':' || end + 1 == text.length()))) {
                return null;
            }
            tailHigh = tailHigh << 16 | tailLow >>> 48;
            tailLow = tailLow << 16 | group;
            count++;
            at = end + 1;
        }
        if (head == NONE) {
            return count == GROUPS ? new Address(false, tailHigh, tailLow) : null;
        }
        int bits = (GROUPS - head) * 16;
        boolean isWide = bits >= Long.SIZE;
        long high = bits == BITS
                ? 0
                : isWide ? headLow << (bits - Long.SIZE) : headHigh << bits | headLow >>> (Long.SIZE - bits);
        long low = isWide ? 0 : headLow << bits;
        return count < GROUPS ? new Address(false, high | tailHigh, low | tailLow) : null;
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
}
