package io.drey.stack.server;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One of several equal processes of a server. The first is named as the only one of a server that is not highly available, the
 * others end in their numbers.
 *
 * @param number from 1
 */
record Member(int number) {

    /** The members a server has in this stack: one, or where it is highly available {@code several}. */
    static List<Member> of(Site site, int several) {
        return IntStream.rangeClosed(1, site.isHighlyAvailable() ? several : 1)
                .mapToObj(Member::new)
                .toList();
    }

    /**
     * Brings back the members that a server has lost, while others of it go on.
     *
     * @param process what the first one's process is called
     * @return those that were launched: none where all live, and none where nobody is left to go on
     */
    static List<Member> launchLost(Site site, List<Member> members, String process, Consumer<Member> launch) {
        List<Member> lost = members.stream()
                .filter(member -> !site.isAlive(member.named(process)))
                .toList();
        if (lost.size() == members.size()) {
            return List.of();
        }
        lost.forEach(launch);
        return lost;
    }

    /** The names of what each of {@code several} members has, those of the first one first. */
    static List<String> names(int several, List<String> ofEach) {
        return IntStream.rangeClosed(1, several)
                .mapToObj(Member::new)
                .flatMap(member -> ofEach.stream().map(member::named))
                .toList();
    }

    /** What this member's process, port, file or folder is called. */
    String named(String ofTheFirst) {
        return number == 1 ? ofTheFirst : ofTheFirst + "-" + number;
    }
}
