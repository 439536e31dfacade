package io.drey.lake.ledger;

import java.util.Set;

/**
 * What a snapshot was made for. Whoever rewrites or deletes rows sets {@link #PROPERTY} in the snapshot's summary and brings
 * the ledger up to date before the files it removed are deleted.
 */
public final class LakeOperation {

    /** The property of a snapshot's summary. */
    public static final String PROPERTY = "drey.operation";

    /** Files were written anew, with the same rows. */
    public static final String COMPACT = "compact";

    /** Rows were deleted because they were older than is kept. */
    public static final String RETAIN = "retain";

    /** Rows of a person were deleted. */
    public static final String ERASE = "erase";

    /** Rows were replaced by what another parser makes of the same lines. */
    public static final String REPARSE = "reparse";

    /** What the ledger calls the first snapshot it could read, where earlier ones had been expired. */
    static final String BASELINE = "baseline";

    private static final Set<String> CHANGING = Set.of(RETAIN, ERASE, REPARSE);

    private LakeOperation() {}

    /** Whether rows may rightly be gone or changed afterwards. */
    static boolean changesLines(String operation) {
        return CHANGING.contains(operation);
    }
}
