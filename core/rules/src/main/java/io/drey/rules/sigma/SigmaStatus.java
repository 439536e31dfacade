package io.drey.rules.sigma;

/** How well a rule is tested, as its author sees it. */
public enum SigmaStatus {
    STABLE,
    TEST,
    EXPERIMENTAL,
    /** Replaced by another; still loaded, with a warning. */
    DEPRECATED,
    /** Cannot be used as it is: refused. */
    UNSUPPORTED
}
