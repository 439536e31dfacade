package io.drey.format.text;

/** The mark U+FEFF that some programs write in front of text: it belongs to the line and to none of its fields. */
public final class ByteOrderMark {

    private static final byte FIRST = (byte) 0xEF;

    private ByteOrderMark() {}

    /** The place behind a mark that stands at {@code from}; {@code from} if none does. */
    public static int behind(byte[] bytes, int from, int to) {
        return from < to
                        && bytes[from] == FIRST
                        && to - from >= 3
                        && bytes[from + 1] == (byte) 0xBB
                        && bytes[from + 2] == (byte) 0xBF
                ? from + 3
                : from;
    }
}
