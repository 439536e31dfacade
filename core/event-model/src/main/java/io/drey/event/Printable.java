package io.drey.event;

/** Makes a value from outside safe to stand in a message or on a terminal: on one line, without control characters. */
public final class Printable {

    private static final int LONGEST = 80;

    private Printable() {}

    /** The value, cut to 80 characters. */
    public static String of(String value) {
        return value.length() <= LONGEST ? ofWhole(value) : ofWhole(value.substring(0, LONGEST)) + "...";
    }

    /**
     * The whole value, for a terminal: a question mark stands for each character that could move the cursor, change
     * colours, begin a line or reverse the writing.
     */
    public static String ofWhole(String value) {
        StringBuilder printable = new StringBuilder(value.length());
        value.codePoints().forEach(c -> printable.appendCodePoint(isHarmless(c) ? c : '?'));
        return printable.toString();
    }

    /** Text of several lines: line feeds stay, tabs are spaces, all else is as {@link #ofWhole} has it. */
    public static String ofLines(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> printable.appendCodePoint(c == '\n' || isHarmless(c) ? c : c == '\t' ? ' ' : '?'));
        return printable.toString();
    }

    /** Whether a character only stands where it is written. */
    public static boolean isHarmless(int codePoint) {
        int type = Character.getType(codePoint);
        return !Character.isISOControl(codePoint)
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.SURROGATE;
    }
}
