package io.drey.lake;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** Words for what goes wrong between us and the lake's servers. */
final class Failures {

    /** Not every class path has its classes. */
    private static final String S3_CLIENT = "software.amazon.awssdk.";

    private Failures() {}

    static LakeException unreachable(String address, Throwable failure) {
        if (root(failure).getClass().getName().startsWith(S3_CLIENT)) {
            return new LakeException(
                    "S3 refuses the lake's files: %s. Are %s, the endpoint and the keys right?"
                            .formatted(rootMessage(failure), LakeSettings.LAKE_WAREHOUSE.key()),
                    failure);
        }
        return new LakeException(
                "the lake's catalog at %s does not answer: %s. Is it up (drey stack status), and are %s and %s right?"
                        .formatted(
                                address,
                                rootMessage(failure),
                                LakeSettings.LAKE_CATALOG_URI.key(),
                                LakeSettings.LAKE_WAREHOUSE.key()),
                failure);
    }

    /**
     * A file of a table that cannot be read.
     *
     * @param file its address, or what else is known
     */
    static LakeException unreadable(Table table, String file, Throwable failure) {
        Snapshot snapshot = table.currentSnapshot();
        return new LakeException(
                "table %s, snapshot %s: %s cannot be read: %s. Is the storage up? A file that is missing or damaged must be brought back from a copy; 'drey lake verify' tells which lines were in it"
                        .formatted(
                                withoutCatalog(table.name()),
                                snapshot == null ? "none" : snapshot.snapshotId(),
                                file,
                                rootMessage(failure)),
                failure);
    }

    /** Iceberg puts the catalog's name in front, which is the same for all. */
    private static String withoutCatalog(String table) {
        int at = table.lastIndexOf(LakeTable.NAMESPACE + ".");
        return at < 0 ? table : table.substring(at);
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = root(failure);
        String message = root.getMessage();
        String words = message == null || message.isBlank() ? root.getClass().getSimpleName() : message;
        return words.lines().findFirst().orElse(words).strip().replaceAll("\\.$", "");
    }
}
