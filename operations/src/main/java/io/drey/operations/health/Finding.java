package io.drey.operations.health;

import static java.util.Objects.requireNonNull;

/**
 * What a check found.
 *
 * @param check what was looked at
 * @param verdict how it is
 * @param detail what was found
 * @param remedy what to do; empty where all is well
 */
public record Finding(String check, Verdict verdict, String detail, String remedy) {

    /** How something is. */
    public enum Verdict {
        OK,
        /** It works, and may not for long or not for all. */
        WARN,
        /** It does not work, or something is lost. */
        FAIL
    }

    public Finding {
        requireNonNull(check, "check is null");
        requireNonNull(verdict, "verdict is null");
        requireNonNull(detail, "detail is null");
        requireNonNull(remedy, "remedy is null");
        if (verdict != Verdict.OK && remedy.isBlank()) {
            throw new IllegalArgumentException("'%s' is %s without a remedy".formatted(check, verdict));
        }
    }

    static Finding ok(String check, String detail) {
        return new Finding(check, Verdict.OK, detail, "");
    }

    static Finding warn(String check, String detail, String remedy) {
        return new Finding(check, Verdict.WARN, detail, remedy);
    }

    static Finding fail(String check, String detail, String remedy) {
        return new Finding(check, Verdict.FAIL, detail, remedy);
    }
}
