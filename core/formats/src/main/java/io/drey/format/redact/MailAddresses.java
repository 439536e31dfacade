package io.drey.format.redact;

/** Mail addresses as RFC 5321 has them, of domains with a dot; names and domains may have letters of any alphabet (RFC 6531). */
record MailAddresses() implements SecretFinder {

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_DOMAIN = 255;

    @Override
    public void find(DecodedText text, Findings findings) {
        int before = 0;
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '@') {
                int from = nameFrom(text, at, before);
                int to = addressTo(text, at);
                if (from < at && to > 0) {
                    findings.found(from, to);
                    before = to;
                }
            }
        }
    }

    /** Where an address ends; what follows as a further host would be one again behind what takes the address's place. */
    private static int addressTo(DecodedText text, int at) {
        int to = domainTo(text, at + 1);
        while (to > 0 && to < text.length() && text.charAt(to) == '@' && domainTo(text, to + 1) > 0) {
            to = domainTo(text, to + 1);
        }
        return to;
    }

    private static int nameFrom(DecodedText text, int at, int notBefore) {
        int from = at;
        int least = Math.max(notBefore, at - LONGEST_NAME);
        if (from > least && text.charAt(from - 1) == '"') {
            int quote = from - 2;
            while (quote >= least && text.charAt(quote) != '"') {
                quote--;
            }
            return quote >= least ? quote : at;
        }
        while (from > least && isOfName(text.charAt(from - 1))) {
            from--;
        }
        return from;
    }

    private static int domainTo(DecodedText text, int from) {
        int to = from;
        int lastDot = -1;
        int end = 0;
        int most = Math.min(text.length(), from + LONGEST_DOMAIN);
        while (to < most && (isOfWord(text.charAt(to)) || (text.charAt(to) == '.' && to > from))) {
            if (text.charAt(to) == '.') {
                if (to + 1 == most || !isOfWord(text.charAt(to + 1))) {
                    break;
                }
                end = isTop(lastDot, to) ? to : end;
                lastDot = to;
            }
            to++;
        }
        return isTop(lastDot, to) ? to : end;
    }

    /** A domain's last part has two letters at least. */
    private static boolean isTop(int lastDot, int to) {
        return lastDot > 0 && to - lastDot > 2;
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || Character.isSurrogate(c);
    }

    private static boolean isOfName(char c) {
        return isOfWord(c)
                || c == '.'
                || c == '_'
                || c == '+'
                || c == '\''
                || c == '!'
                || c == '#'
                || c == '$'
                || c == '*'
                || c == '~'
                || c == '^';
    }
}
