package io.drey.lake;

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
