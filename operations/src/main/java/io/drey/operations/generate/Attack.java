package io.drey.operations.generate;

/** An attack that is under way: one address, a number of requests, each some lines after the one before. */
final class Attack {

    /** What is tried. */
    enum Kind {
        /** Passwords, until one fits. */
        GUESSING,
        /** Paths that vulnerable software would have. */
        SCANNING
    }

    final Kind kind;
    final int attacker;
    final byte[] agent;
    final int requests;
    final int firstProbe;
    int done;
    long nextLine;

    Attack(Kind kind, int attacker, byte[] agent, int requests, int firstProbe, long nextLine) {
        this.kind = kind;
        this.attacker = attacker;
        this.agent = agent;
        this.requests = requests;
        this.firstProbe = firstProbe;
        this.nextLine = nextLine;
    }

    boolean isLastRequest() {
        return done == requests - 1;
    }
}
