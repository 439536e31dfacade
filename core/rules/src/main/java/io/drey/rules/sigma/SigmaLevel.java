package io.drey.rules.sigma;

/** How serious a match is, the least serious first. */
public enum SigmaLevel {
    /** Marks events; nobody is to be told. */
    INFORMATIONAL,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
