package io.drey.format.json;

import io.drey.format.text.Words;
import java.util.Arrays;
import java.util.Map;

/** A member's name as lines have it, between the quotes, within the object that has it. */
final class NameNode {

    final NameNode parent;
    final byte[] raw;

    /** The name with its escapes undone. */
    final String step;

    /** How many bytes the path has in UTF-8, from the line's own object. */
    final int pathBytes;

    /** Whether it is kept for further lines. */
    final boolean isKept;

    /** What the name's hash begins with for members of this object. */
    final long seed;

    final boolean hasHighBytes;

    /** What it is as a member, or null where nobody asked yet. */
    Member member;

    /** The name that came next when this one was seen last: mostly it comes next again. */
    NameNode next;

    /** Members that are forgotten behind the line. */
    Map<String, NameNode> passing;

    long hash;

    private final long start;
    private final long startMask;
    private final long end;

    NameNode(NameNode parent, byte[] raw, String step, int pathBytes, boolean isKept, long seed) {
        this.parent = parent;
        this.raw = raw;
        this.step = step;
        this.pathBytes = pathBytes;
        this.isKept = isKept;
        this.seed = seed;
        this.hasHighBytes = !Words.areAscii(raw, 0, raw.length);
        this.start = Words.at(raw, 0, raw.length);
        this.startMask = Words.mask(raw.length);
        this.end = raw.length > Long.BYTES ? Words.at(raw, raw.length - Long.BYTES) : 0;
    }

    /** Whether this name and a quote stand at a place. */
    boolean isAt(byte[] bytes, int at, int to) {
        int last = at + raw.length;
        if (last >= to || bytes[last] != '"' || ((Words.at(bytes, at, to) ^ start) & startMask) != 0) {
            return false;
        }
        return raw.length <= Long.BYTES
                || (Words.at(bytes, last - Long.BYTES) == end
                        && (raw.length <= 2 * Long.BYTES || Arrays.equals(raw, 0, raw.length, bytes, at, last)));
    }

    /** The names from the line's own object, joined by dots. */
    String path() {
        if (parent.parent == null) {
            return step;
        }
        int depth = 0;
        for (NameNode node = this; node.parent != null; node = node.parent) {
            depth++;
        }
        String[] steps = new String[depth];
        for (NameNode node = this; node.parent != null; node = node.parent) {
            steps[--depth] = node.step;
        }
        return String.join(".", steps);
    }
}
