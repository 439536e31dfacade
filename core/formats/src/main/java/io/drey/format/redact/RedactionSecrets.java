package io.drey.format.redact;

import java.util.Optional;

/** Where the secrets of keyed hashes are: those of one tenant, by the names that its documents call them. */
@FunctionalInterface
public interface RedactionSecrets {

    /** There are none. */
    RedactionSecrets NONE = name -> Optional.empty();

    /** The secret of that name, or empty if there is none. */
    Optional<byte[]> find(String name);
}
