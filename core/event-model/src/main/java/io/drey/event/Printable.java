package io.drey.event;

/** Makes a value from outside safe to stand in a message: short, on one line, without control characters. */
public final class Printable {

    private static final int LONGEST = 80;

    private Printable() {}

    public static String of(String value) {
        StringBuilder printable = new StringBuilder(Math.min(value.length(), LONGEST) + 3);
        for (int i = 0; i < value.length() && i < LONGEST; i++) {
            char c = value.charAt(i);
            printable.append(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c);
        }
        if (value.length() > LONGEST) {
            printable.append("...");
        }
        return printable.toString();
    }
}
