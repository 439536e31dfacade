package io.drey.rules.index;

import java.util.Arrays;

/** Which predicates of one event hold, and which rules are looked at for it. Nothing is cleared from event to event. */
final class Hits {

    private static final int LAST = Integer.MAX_VALUE - 1;

    private final RuleIndex index;
    private final int[] heldAt;
    private final int[] askedAt;
    private final int[] rulesAt;
    private final int[] candidates;
    private int candidateCount;
    private int event;

    Hits(RuleIndex index) {
        this.index = index;
        this.heldAt = new int[index.predicates()];
        this.askedAt = new int[index.predicates()];
        this.rulesAt = new int[index.size()];
        this.candidates = new int[index.size()];
    }

    /** Forgets the event before. */
    void begin() {
        if (event == LAST) {
            Arrays.fill(heldAt, 0);
            Arrays.fill(askedAt, 0);
            Arrays.fill(rulesAt, 0);
            event = 0;
        }
        event++;
        int[] always = index.always();
        System.arraycopy(always, 0, candidates, 0, always.length);
        candidateCount = always.length;
    }

    /** A predicate holds: the rules that it is the access to are looked at. */
    void hit(int predicate) {
        if (heldAt[predicate] == event) {
            return;
        }
        heldAt[predicate] = event;
        for (int rule : index.rulesOf(predicate)) {
            if (rulesAt[rule] != event) {
                rulesAt[rule] = event;
                candidates[candidateCount++] = rule;
            }
        }
    }

    boolean isHit(int predicate) {
        return heldAt[predicate] == event;
    }

    boolean isAsked(int predicate) {
        return askedAt[predicate] == event;
    }

    /** Keeps the answer of a predicate that is the access to no rule. */
    void answer(int predicate, boolean holds) {
        askedAt[predicate] = event;
        if (holds) {
            heldAt[predicate] = event;
        }
    }

    /** Brings the rules that are looked at into their order and says how many there are. */
    int sortCandidates() {
        if (candidateCount > index.always().length) {
            Arrays.sort(candidates, 0, candidateCount);
        }
        return candidateCount;
    }

    int candidate(int place) {
        return candidates[place];
    }
}
