package io.drey.format.json;

import io.drey.event.Field;
import io.drey.event.OpenFieldLimits;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * The members of one line, in its order, with their values as slices; the last value of those that have one name. What is beyond
 * the limits of open fields is only counted. Reused for each line, and not thread-safe.
 */
final class LineMembers {

    /** What a value is. */
    static final byte NULL = 0;

    static final byte TEXT = 1;
    /** A text whose escapes are not undone yet. */
    static final byte ESCAPED = 2;

    static final byte NUMBER = 3;
    /** {@code true} or {@code false}. */
    static final byte WORD = 4;
    /** An array or an empty object, as the line has it. */
    static final byte STRUCTURE = 5;
    /** A value that the event has already. */
    static final byte USED = 6;

    private static final int ROOM = 64;
    private static final int MOST_ROOM = 1 << 14;

    private final MemberNames names;
    private final OpenFieldLimits limits;

    private Member[] members = new Member[ROOM];
    private long[] slices = new long[ROOM];
    private byte[] kinds = new byte[ROOM];
    private int count;
    private int[] specials = new int[ROOM];
    private int specialCount;

    private int line;
    private int openFields;
    private long openBytes;
    private int dropped;
    private int duplicates;
    private boolean hasEscapes;
    private int tellingOfNginx;
    private int namesOfNginx;
    private final Set<Field> wrongTypes = EnumSet.noneOf(Field.class);

    LineMembers(MemberNames names, OpenFieldLimits limits) {
        this.names = names;
        this.limits = limits;
    }

    /** Forgets the line before. */
    void begin() {
        if (count > MOST_ROOM) {
            members = new Member[ROOM];
            slices = new long[ROOM];
            kinds = new byte[ROOM];
        } else if (count > 0) {
            Arrays.fill(members, 0, count, null);
        }
        count = 0;
        specialCount = 0;
        line++;
        openFields = 0;
        openBytes = 0;
        dropped = 0;
        duplicates = 0;
        hasEscapes = false;
        tellingOfNginx = 0;
        namesOfNginx = 0;
        if (!wrongTypes.isEmpty()) {
            wrongTypes.clear();
        }
    }

    int count() {
        return count;
    }

    int specialCount() {
        return specialCount;
    }

    /** The place among all members of a special one. */
    int special(int index) {
        return specials[index];
    }

    Member member(int index) {
        return members[index];
    }

    byte kind(int index) {
        return kinds[index];
    }

    /** Where a value begins, counted from the line's first byte. */
    int offset(int index) {
        return (int) (slices[index] >>> 32);
    }

    int length(int index) {
        return (int) slices[index];
    }

    void replace(int index, byte kind, int offset, int length) {
        kinds[index] = kind;
        slices[index] = slice(offset, length);
    }

    void use(int index) {
        kinds[index] = USED;
    }

    /** Whether any text has escapes. */
    boolean hasEscapes() {
        return hasEscapes;
    }

    /** Whether further open fields are beyond the limits, whatever their names. */
    boolean isFull() {
        return openFields >= limits.fields() || openBytes >= limits.bytes();
    }

    /** How many values were left out. */
    int dropped() {
        return dropped;
    }

    /** How many members had the name of an earlier one. */
    int duplicates() {
        return duplicates;
    }

    /** Counts a member whose name something else had. */
    void sayDuplicate() {
        duplicates++;
    }

    /** Whether nginx wrote the line: it has a name that only nginx gives, and another one of nginx. */
    boolean isNginx() {
        return tellingOfNginx > 0 && namesOfNginx > 1;
    }

    /** The fields for which there were values of another type. */
    Set<Field> wrongTypes() {
        return wrongTypes;
    }

    /**
     * Takes a member that has a value.
     *
     * @param name the member's name, or null where it is beyond the limits
     */
    void take(NameNode name, byte kind, int offset, int length) {
        if (name == null) {
            dropped += kind == NULL ? 0 : 1;
            return;
        }
        Member member = name.member;
        if (member == null) {
            // A null is remembered, too: what follows it under its name is a duplicate, whatever names are known from
            // lines before.
            if (isBeyondLimits(name.pathBytes, length)) {
                // No string is made of a name that may be as long as the line.
                dropped += kind == NULL ? 0 : 1;
                return;
            }
            member = names.open(name);
        }
        if (member.line == line) {
            repeat(member, kind, offset, length);
            return;
        }
        if (member.isOpen()) {
            if (kind == NULL ? isBeyondLimits(name.pathBytes, length) : !admit(member, length)) {
                dropped += kind == NULL ? 0 : 1;
                return;
            }
        } else {
            if (specialCount == specials.length) {
                specials = Arrays.copyOf(specials, specialCount * 2);
            }
            specials[specialCount++] = count;
            tellingOfNginx += member.isAtLeast(MemberReading.Sign.TELLS) ? 1 : 0;
            namesOfNginx += member.isAtLeast(MemberReading.Sign.HELPS) ? 1 : 0;
        }
        if (count == members.length) {
            members = Arrays.copyOf(members, count * 2);
            slices = Arrays.copyOf(slices, count * 2);
            kinds = Arrays.copyOf(kinds, count * 2);
        }
        member.line = line;
        member.index = count;
        members[count] = member;
        kinds[count] = kind;
        slices[count++] = slice(offset, length);
        hasEscapes |= kind == ESCAPED;
    }

    /** Takes note of an object with members. */
    void takeObject(NameNode name) {
        if (name != null && name.member != null && name.member.field != null) {
            wrongTypes.add(name.member.field);
        }
    }

    private void repeat(Member member, byte kind, int offset, int length) {
        duplicates++;
        int index = member.index;
        if (member.isOpen()) {
            if (kinds[index] != NULL) {
                openFields--;
                openBytes -= member.nameBytes + (long) length(index);
            }
            if (kind != NULL && !admit(member, length)) {
                dropped++;
                kinds[index] = NULL;
                return;
            }
        }
        replace(index, kind, offset, length);
        hasEscapes |= kind == ESCAPED;
    }

    /**
     * Whether a special member may become an open field after all; else it is counted. There is none where another member has
     * the very name of that field.
     */
    boolean admitSpecial(Member open, int length) {
        if (open.line == line) {
            duplicates++;
            return false;
        }
        if (!admit(open, length)) {
            dropped++;
            return false;
        }
        open.line = line;
        return true;
    }

    private boolean admit(Member open, int length) {
        if (openFields >= limits.fields() || openBytes + open.nameBytes + length > limits.bytes()) {
            return false;
        }
        openFields++;
        openBytes += open.nameBytes + (long) length;
        return true;
    }

    private boolean isBeyondLimits(int nameBytes, int length) {
        return openFields >= limits.fields() || openBytes + nameBytes + length > limits.bytes();
    }

    private static long slice(int offset, int length) {
        return ((long) offset << 32) | length;
    }
}
