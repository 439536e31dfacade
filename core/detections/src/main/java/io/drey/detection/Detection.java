package io.drey.detection;

import java.io.Serializable;
import java.util.List;

/**
 * A detection over the requests of one caller: one address of one dataset of one tenant.
 *
 * <p>Implementations state exactly what a match is; {@link ReferenceMatcher} says it once more in code of a few plain
 * lines, and every engine that runs the detection is compared with that.
 */
public sealed interface Detection extends Serializable permits BruteForceLogin, PathScanner {

    /** What it is known by. */
    Rule rule();

    /**
     * Whether requests of that status matter to it. Those that do not are neither sent to it nor seen by it: they
     * cannot stand between two events of a match.
     */
    boolean concerns(int status);

    /** Whether a match can begin with a request of that status. Where nothing has begun, others change nothing. */
    boolean begins(int status);

    /** Which of its matches raise an alert. */
    Firing firing();

    /** Why a match is worth an alert, as a sentence without full stop. */
    String reason(Match match);

    /** All alerts' matches over the requests of one caller, given in order, as {@link ReferenceMatcher} finds them. */
    List<Match> referenceMatches(List<AccessEvent> ordered);
}
