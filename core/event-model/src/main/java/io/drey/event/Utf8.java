package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;

/** UTF-8 as it comes from outside: well formed or not. */
public final class Utf8 {

    private Utf8() {}

    /** Whether a slice is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF). */
    public static boolean isValid(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            int lead = bytes[i];
            if (lead >= 0) {
                i++;
                continue;
            }
            int length = lengthOf(lead & 0xFF);
            if (length == 0 || i + length > to || !isSecond(lead & 0xFF, bytes[i + 1] & 0xFF)) {
                return false;
            }
            for (int k = 2; k < length; k++) {
                if ((bytes[i + k] & 0xC0) != 0x80) {
                    return false;
                }
            }
            i += length;
        }
        return true;
    }

    /** A slice with U+FFFD in place of what is not well formed. */
    public static byte[] repair(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, UTF_8).getBytes(UTF_8);
    }

    /** A string in UTF-8, with U+FFFD in place of surrogates that are no pair. */
    public static byte[] encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            return withoutLoneSurrogates(text).getBytes(UTF_8);
        }
        return text.getBytes(UTF_8);
    }

    /**
     * Replaces each text field of an event that is not well formed by one that is, with U+FFFD in place of the rest.
     * {@link Field#EVENT_ORIGINAL} stays as it is.
     */
    public static void repairTexts(EventBuilder event) {
        for (int i = 0; i < Field.count(); i++) {
            Field field = Field.at(i);
            if (field.type() == Field.Type.BINARY || !field.isSlice() || !event.has(field)) {
                continue;
            }
            int from = event.offsetOf(field);
            int to = from + event.lengthOf(field);
            if (!isValid(event.bytes(), from, to)) {
                event.append(field, repair(event.bytes(), from, to));
            }
        }
        for (int i = 0; i < event.openCount(); i++) {
            int from = event.openOffset(i);
            int to = from + event.openLength(i);
            if (!isValid(event.bytes(), from, to)) {
                byte[] repaired = repair(event.bytes(), from, to);
                event.replaceOpen(i, event.append(repaired), repaired.length);
            }
        }
    }

    private static int lengthOf(int lead) {
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    private static boolean isSecond(int lead, int second) {
        return switch (lead) {
            case 0xE0 -> second >= 0xA0 && second <= 0xBF;
            case 0xED -> second >= 0x80 && second <= 0x9F;
            case 0xF0 -> second >= 0x90 && second <= 0xBF;
            case 0xF4 -> second >= 0x80 && second <= 0x8F;
            default -> second >= 0x80 && second <= 0xBF;
        };
    }

    private static String withoutLoneSurrogates(String text) {
        int[] codePoints = text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .toArray();
        return new String(codePoints, 0, codePoints.length);
    }
}
