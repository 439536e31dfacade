package io.drey.cep;

import io.drey.event.DatasetId;
import io.drey.rules.book.RuleBook;
import java.io.Serializable;

/**
 * Where a job looks up the rules of a tenant. Opened and closed by each subtask that uses it, and used by one thread.
 *
 * <p>A tenant's book is the same object as long as nothing has changed, and another one as soon as something has.
 */
public interface RuleDirectory extends Serializable, AutoCloseable {

    /** Reads what there is; afterwards every rule published so far is found. */
    void open();

    /** The tenant's rules; where he has none of his own, those that come with Drey. Quick: may be asked for each event. */
    RuleBook rules(String tenant);

    /**
     * The same, and looks first for what has been published in the meantime. Asked where an event was found to be of interest to
     * a rule that is not in the book here: whoever found it may have read further. May take its time, but not each time.
     */
    default RuleBook latest(String tenant) {
        return rules(tenant);
    }

    /** Whether rules see a dataset's events. Quick: is asked for each event. */
    default boolean sees(DatasetId datasetId) {
        return true;
    }

    @Override
    void close();
}
