package io.drey.operations.stack;

import io.drey.operations.OperationException;

/** Which servers a command asks. */
public enum Servers {
    /** Those of the running local stack. */
    LOCAL_STACK {
        @Override
        public String tenant(String given) {
            return given == null ? QUICK_START : given;
        }
    },
    /** Those that settings name. */
    NAMED {
        @Override
        public String tenant(String given) {
            if (given == null) {
                throw OperationException.usage(
                        "--tenant is missing: say whose with --tenant NAME; only on the local stack it may be left out, for '%s'"
                                .formatted(QUICK_START));
            }
            return given;
        }
    };

    private static final String QUICK_START = "demo";

    /**
     * The tenant that is meant: where none is named the quick start's, and nowhere but on the local stack.
     *
     * @param given the name behind {@code --tenant}, or null
     * @throws OperationException if nobody says whose
     */
    public abstract String tenant(String given);
}
