package io.drey.format;

/** Where a line ends that a shipper sent with its terminator: a line feed, or a carriage return and a line feed. */
public final class LineEnd {

    private LineEnd() {}

    /** The line's length without its terminator. */
    public static int lengthWithout(byte[] line) {
        int length = line.length;
        if (length > 0 && line[length - 1] == '\n') {
            length--;
            if (length > 0 && line[length - 1] == '\r') {
                length--;
            }
        }
        return length;
    }
}
