package io.drey.rules.sigma;

import io.drey.event.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What may have been meant, in the words of a remedy. Whatever a document holds, this takes no long time. */
final class Suggestion {

    /** Longer words are no typing errors. */
    private static final int LONGEST = 80;

    private static final int MOST_COMPARED = 5_000;
    private static final int MOST_NAMED = 20;

    private Suggestion() {}

    /** {@code did you mean 'x'?}, or what there is where nothing is close. */
    static String of(String written, Collection<String> known) {
        return closest(written, known)
                .map("did you mean '%s'?"::formatted)
                .orElseGet(() -> "use one of " + some(known));
    }

    /** {@code did you mean 'x'?}, or another remedy where nothing is close. */
    static String of(String written, Collection<String> known, String otherwise) {
        return closest(written, known).map("did you mean '%s'?"::formatted).orElse(otherwise);
    }

    /** What may be meant, if something is close. */
    static Optional<String> closest(String written, Collection<String> known) {
        if (written.length() > LONGEST) {
            return Optional.empty();
        }
        List<String> comparable = known.stream()
                .filter(name -> name.length() <= LONGEST)
                .limit(MOST_COMPARED)
                .toList();
        return Spelling.closest(written, comparable);
    }

    /** The first names of what there is. */
    static String some(Collection<String> known) {
        String named = String.join(
                ", ",
                known.stream()
                        .filter(name -> name.length() <= LONGEST)
                        .limit(MOST_NAMED)
                        .toList());
        return known.size() > MOST_NAMED ? named + " and others" : named;
    }
}
