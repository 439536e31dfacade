package io.drey.lake.table;

/** What is done with a table's rows and files while it lives. */
public enum Trait {
    /** It grows with every checkpoint, query or report, so its small files are joined. */
    COMPACTED,
    /** Its rows go when they are older than their dataset's retention. */
    RETAINED,
    /** Its rows may be about somebody: an erasure takes those of its subject. */
    ERASED,
    /** It is evidence as it was at a moment: tags of an audit name its snapshots. */
    TAGGED,
    /** Each row is a line of a raw topic: the ledger counts what each snapshot brings and takes. */
    COUNTED
}
