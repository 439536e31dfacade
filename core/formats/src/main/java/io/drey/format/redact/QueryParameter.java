package io.drey.format.redact;

import static java.util.Objects.requireNonNull;

/** The value of a parameter of queries, by its name, whose case does not count. */
record QueryParameter(String name) implements SecretFinder {

    QueryParameter {
        requireNonNull(name, "name is null");
    }

    @Override
    public void find(DecodedText text, Findings findings) {
        int last = text.length() - name.length() - 1;
        for (int at = 0; at <= last; at++) {
            if ((at == 0 || isBefore(text.charAt(at - 1))) && text.startsWithIgnoreCase(at, name)) {
                int equals = at + name.length();
                if (text.charAt(equals) != '=') {
                    continue;
                }
                int end = equals + 1;
                while (end < text.length() && !ends(text, end)) {
                    end++;
                }
                if (end > equals + 1) {
                    findings.found(equals + 1, end);
                }
                at = end - 1;
            }
        }
    }

    private static boolean isBefore(char c) {
        return c == '?' || c == '&' || c == ';' || c == '"' || c <= ' ';
    }

    /** What stands percent-encoded in a value is part of it. */
    private static boolean ends(DecodedText text, int at) {
        char c = text.charAt(at);
        return (c == '&' || c == ';' || c == '#' || c == '"' || c == '\'' || c <= ' ') && !text.isPercentEncoded(at);
    }
}
