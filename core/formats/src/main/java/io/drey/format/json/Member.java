package io.drey.format.json;

import io.drey.event.Field;

/**
 * What lines may say under one name, and where the present line says it. An <em>open</em> member is known by the name of the
 * open field it becomes; a <em>special</em> one, which may become something else, by its path.
 */
final class Member {

    static final int NO_TIME = Integer.MAX_VALUE;

    /** The name of the open field, or the path. */
    final String name;

    /** How many bytes the name has in UTF-8. */
    final int nameBytes;

    /** The fixed field of the same name, or null. */
    final Field field;

    /** How it is read wherever it stands, or null. */
    final MemberReading always;

    /** How it is read beside members of nginx, or null. */
    final MemberReading besideNginx;

    /** Its place among the times that were asked for; {@link #NO_TIME} if it is none of them. */
    final int timeRank;

    /** The line in which it was seen last. */
    int line;

    /** Its place among that line's members. */
    int index;

    private final Member asOpen;

    private Member(
            String name,
            int nameBytes,
            Field field,
            MemberReading always,
            MemberReading besideNginx,
            int timeRank,
            Member asOpen) {
        this.name = name;
        this.nameBytes = nameBytes;
        this.field = field;
        this.always = always;
        this.besideNginx = besideNginx;
        this.timeRank = timeRank;
        this.asOpen = asOpen;
    }

    static Member open(String name, int nameBytes) {
        return new Member(name, nameBytes, null, null, null, NO_TIME, null);
    }

    static Member special(
            String path, Field field, MemberReading always, MemberReading besideNginx, int timeRank, Member asOpen) {
        return new Member(path, path.length(), field, always, besideNginx, timeRank, asOpen);
    }

    boolean isOpen() {
        return asOpen == null;
    }

    /** The open field it becomes where it becomes nothing else. */
    Member asOpen() {
        return asOpen == null ? this : asOpen;
    }

    /** How it is read, or null where it is nothing special. */
    MemberReading reading(boolean isNginx) {
        return isNginx && besideNginx != null ? besideNginx : always;
    }

    boolean isAtLeast(MemberReading.Sign sign) {
        return (always != null && always.sign().compareTo(sign) >= 0)
                || (besideNginx != null && besideNginx.sign().compareTo(sign) >= 0);
    }
}
