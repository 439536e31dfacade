package io.drey.configuration;

import io.drey.event.Alert;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * How an alert stands: what people did with it.
 *
 * @param status the latest act that acknowledged it or opened it again
 * @param assigned the latest act that assigned it
 * @param muted the act that mutes it, if one does
 */
public record AlertStanding(Optional<ActDocument> status, Optional<ActDocument> assigned, Optional<ActDocument> muted) {

    /** Nobody did anything. */
    public static final AlertStanding UNTOUCHED =
            new AlertStanding(Optional.empty(), Optional.empty(), Optional.empty());

    /** What acts make of an alert: of several of a kind that concern it, the one that was done last counts. */
    static AlertStanding of(Alert alert, Collection<ActDocument> acts) {
        AlertStanding standing = UNTOUCHED;
        for (ActDocument act : acts) {
            if (act.concerns(alert)) {
                standing = standing.with(act);
            }
        }
        return standing;
    }

    private AlertStanding with(ActDocument act) {
        return switch (act.verb()) {
            case ACK, REOPEN -> new AlertStanding(later(status, act), assigned, muted);
            case ASSIGN -> new AlertStanding(status, later(assigned, act), muted);
            case MUTE -> new AlertStanding(status, assigned, longer(muted, act));
        };
    }

    private static Optional<ActDocument> later(Optional<ActDocument> one, ActDocument other) {
        return one.isPresent() && one.get().time().isAfter(other.time()) ? one : Optional.of(other);
    }

    private static Optional<ActDocument> longer(Optional<ActDocument> one, ActDocument other) {
        return one.isPresent() && one.get().until().isAfter(other.until()) ? one : Optional.of(other);
    }

    public boolean isUntouched() {
        return equals(UNTOUCHED);
    }

    /** Whether somebody knows of it. */
    public boolean isAcknowledged() {
        return status.filter(act -> act.verb() == ActDocument.Verb.ACK).isPresent();
    }

    /** Who has it; empty where nobody does. */
    public Optional<String> assignee() {
        return assigned.map(ActDocument::value).filter(name -> !name.isEmpty());
    }

    /** Whether nobody is to be notified. */
    public boolean isMuted() {
        return muted.isPresent();
    }

    /** Until when it is muted. */
    public Optional<Instant> mutedUntil() {
        return muted.map(ActDocument::until);
    }
}
