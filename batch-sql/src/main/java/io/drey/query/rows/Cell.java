package io.drey.query.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

/** Renders one value of a result. */
public final class Cell {

    /** With those of full width, which spreadsheets take as well. */
    private static final String FORMULA_STARTS = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";

    /** A spreadsheet takes them for the border of a cell, and what follows for the next cell's. */
    private static final String CELL_BORDERS = "\t\r";

    private Cell() {}

    /** The value as text; an absent one is empty, bytes that are no UTF-8 are base64 and say so. */
    public static String text(Object value) {
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
    public static String printable(Object value) {
        return Printable.ofWhole(text(value));
    }

    /** Text for a spreadsheet and a terminal: numbers as they are, other text never a formula. */
    public static String formulaSafe(Object value) {
        boolean mayBeFormula = !(value instanceof Number) && beginsAsFormula(text(value));
        return mayBeFormula ? "'" + printable(value) : printable(value);
    }

    private static boolean beginsAsFormula(String text) {
        if (!text.isEmpty() && CELL_BORDERS.indexOf(text.charAt(0)) >= 0) {
            return true;
        }
        // Spaces in front, and what is not seen, may be taken off where a file is read.
        int first = 0;
        while (first < text.length() && isLeftOut(text.charAt(first))) {
            first++;
        }
        return first < text.length() && FORMULA_STARTS.indexOf(text.charAt(first)) >= 0;
    }

    private static boolean isLeftOut(char c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || (!Character.isSurrogate(c) && !Printable.isHarmless(c));
    }
}
