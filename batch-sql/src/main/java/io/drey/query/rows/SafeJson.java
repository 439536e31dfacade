package io.drey.query.rows;

import io.drey.event.Printable;

/** JSON that does nothing to a terminal: JSON itself escapes only the first 32 characters. */
public final class SafeJson {

    private SafeJson() {}

    /** The same JSON, with every character that is more than itself escaped. Line feeds between values stay. */
    public static String escape(String json) {
        StringBuilder safe = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean isPair = Character.isHighSurrogate(c)
                    && i + 1 < json.length()
                    && Character.isLowSurrogate(json.charAt(i + 1));
            if (c == '\n' || c == '\r') {
                safe.append(c);
            } else if (Printable.isHarmless(isPair ? json.codePointAt(i) : c)) {
                safe.append(c);
                if (isPair) {
                    safe.append(json.charAt(++i));
                }
            } else {
                safe.append("\\u%04x".formatted((int) c));
            }
        }
        return safe.toString();
    }
}
