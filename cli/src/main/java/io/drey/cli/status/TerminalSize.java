package io.drey.cli.status;

/** How large a terminal is now: a window may be drawn larger at any time. */
interface TerminalSize {

    int columns();

    int rows();

    /** One that stays. */
    static TerminalSize of(int columns, int rows) {
        return new TerminalSize() {
            @Override
            public int columns() {
                return columns;
            }

            @Override
            public int rows() {
                return rows;
            }
        };
    }
}
