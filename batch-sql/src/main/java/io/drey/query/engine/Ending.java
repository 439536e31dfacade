package io.drey.query.engine;

import io.drey.query.QueryException;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/** Ends a query before it is done: because its time is over, or because nobody waits for it any more. */
public final class Ending {

    private String reason;
    private Runnable end;
    private Timer timer;

    /** Ends the query, now or as soon as it has begun. Whoever waits for its rows is told so. */
    public void cancel() {
        end("the query was cancelled");
    }

    /** Lets the query go on for so long. */
    synchronized void after(Duration timeout) {
        if (!timeout.isZero()) {
            timer = new Timer("drey-query-timeout", true);
            timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            end("the query was ended after %s, its time-out: narrow it, or raise query-timeout"
                                    .formatted(words(timeout)));
                        }
                    },
                    timeout.toMillis());
        }
    }

    /** What ends the query: done at once if it has been ended already. */
    public void by(Runnable action) {
        synchronized (this) {
            end = action;
            if (reason == null) {
                return;
            }
        }
        action.run();
    }

    private void end(String why) {
        Runnable action;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            action = end;
        }
        if (action != null) {
            action.run();
        }
    }

    /**
     * To be asked where rows end, or fail to come.
     *
     * @throws QueryException if the query was ended
     */
    public void requireGoingOn() {
        requireGoingOn(null);
    }

    /** The same, where something has failed. */
    synchronized void requireGoingOn(Throwable failure) {
        if (reason != null) {
            throw new QueryException(reason, failure);
        }
    }

    /** Whether the query was ended. */
    synchronized boolean isOver() {
        return reason != null;
    }

    /** The query is done. */
    synchronized void done() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private static String words(Duration timeout) {
        return timeout.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}
