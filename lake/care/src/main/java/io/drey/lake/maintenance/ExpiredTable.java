package io.drey.lake.maintenance;

import io.drey.lake.LakeTable;

/**
 * What one expiry did to a table, or would do.
 *
 * @param table the table
 * @param expiredSnapshots how many snapshots went
 * @param keptSnapshots how many are left
 * @param removedFiles how many files went that only those snapshots knew; 0 where it was only asked
 * @param orphanFiles how many files went that no snapshot knew
 * @param orphanBytes their size
 * @param manifestsBefore how many manifests the current snapshot had
 * @param manifestsAfter how many it has
 */
public record ExpiredTable(
        LakeTable table,
        int expiredSnapshots,
        int keptSnapshots,
        int removedFiles,
        int orphanFiles,
        long orphanBytes,
        int manifestsBefore,
        int manifestsAfter) {}
