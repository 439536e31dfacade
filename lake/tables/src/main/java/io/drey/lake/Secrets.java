package io.drey.lake;

import io.drey.event.SecretReference;
import java.util.Map;

/** Reads secrets where the lake needs them; a missing one is a failure of the lake, told in one line. */
final class Secrets {

    private Secrets() {}

    /**
     * The secret.
     *
     * @throws LakeException if there is none
     */
    static String resolve(SecretReference reference, Map<String, String> environment) {
        try {
            return reference.resolve(environment);
        } catch (IllegalStateException e) {
            throw new LakeException(e.getMessage(), e);
        }
    }
}
