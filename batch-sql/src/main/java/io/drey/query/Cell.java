package io.drey.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

/** Renders one value of a result. */
final class Cell {

    private static final String FORMULA_STARTS = "=+-@\t\r";

    private Cell() {}

    /** The value as text; an absent one is empty, bytes that are no UTF-8 are base64 and say so. */
    static String text(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof byte[] bytes) {
            try {
                return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            } catch (CharacterCodingException e) {
                return "base64:" + Base64.getEncoder().encodeToString(bytes);
            }
        }
        return value.toString();
    }

    /** Text for a terminal: no character that could move the cursor, change colours or reverse the writing. */
    static String printable(Object value) {
        return Printable.ofWhole(text(value));
    }

    /** Text for a spreadsheet: numbers as they are, other text never a formula. */
    static String formulaSafe(Object value) {
        String text = text(value);
        boolean formula = !(value instanceof Number) && !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
        return formula ? "'" + text : text;
    }
}
