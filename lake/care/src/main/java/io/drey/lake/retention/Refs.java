package io.drey.lake.retention;

import java.util.function.Consumer;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.util.Tasks;

/** Changes tags and branches beside writers: what Iceberg tries again for rows it gives up for refs. */
final class Refs {

    private static final int RETRIES = 20;
    private static final long LEAST_MILLIS = 50;
    private static final long MOST_MILLIS = 2_000;
    private static final long ALL_MILLIS = 120_000;

    private Refs() {}

    /**
     * Changes refs, and leaves the table refreshed.
     *
     * @param change tells the change anew for each attempt
     * @throws CommitFailedException if writers were faster each time
     */
    static void change(Table table, Consumer<ManageSnapshots> change) {
        Tasks.foreach(table)
                .retry(RETRIES)
                .exponentialBackoff(LEAST_MILLIS, MOST_MILLIS, ALL_MILLIS, 2.0)
                .onlyRetryOn(CommitFailedException.class)
                .run(each -> {
                    each.refresh();
                    ManageSnapshots refs = each.manageSnapshots();
                    change.accept(refs);
                    refs.commit();
                });
        table.refresh();
    }
}
