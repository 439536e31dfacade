package io.drey.format.redact;

/**
 * Numbers of payment cards: 13 to 19 digits, alone or in groups with a blank, a dash, a dot or a plus between them, that begin
 * as those of card issuers do (ISO/IEC 7812: 2 to 6) and whose check digit is right (Luhn).
 */
record CardNumbers() implements SecretFinder {

    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;

    @Override
    public void find(DecodedText text, Findings findings) {
        int length = text.length();
        int at = 0;
        while (at < length) {
            if (!isDigit(text.charAt(at))) {
                at++;
                continue;
            }
            int end = cardEnd(text, at);
            if (end > 0) {
                findings.found(at, end);
                at = end;
            } else {
                while (at < length && isDigit(text.charAt(at))) {
                    at++;
                }
            }
        }
    }

    /** Where the longest card's number ends that begins here and no digit follows; 0 if there is none. */
    private static int cardEnd(DecodedText text, int from) {
        char first = text.charAt(from);
        if (first < '2' || first > '6') {
            return 0;
        }
        int found = 0;
        int digits = 0;
        int at = from;
        int length = text.length();
        while (at < length && digits <= LONGEST) {
            char c = text.charAt(at);
            if (isDigit(c)) {
                digits++;
                at++;
                boolean isEnd = at == length || !isDigit(text.charAt(at));
                if (isEnd && digits >= SHORTEST && digits <= LONGEST && isLuhn(text, from, at)) {
                    found = at;
                }
            } else if (isSeparator(c) && at + 1 < length && isDigit(text.charAt(at + 1))) {
                at++;
            } else {
                break;
            }
        }
        return found;
    }

    private static boolean isLuhn(DecodedText text, int from, int to) {
        int sum = 0;
        boolean isDoubled = false;
        for (int at = to - 1; at >= from; at--) {
            char c = text.charAt(at);
            if (isDigit(c)) {
                int digit = c - '0';
                if (isDoubled) {
                    digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
                }
                sum += digit;
                isDoubled = !isDoubled;
            }
        }
        return sum % 10 == 0;
    }

    private static boolean isSeparator(char c) {
        return c == ' ' || c == '-' || c == '.' || c == '+';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
