package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.event.Printable;
import io.drey.lake.reparse.Refusal;
import io.drey.lake.reparse.Reparsed;

/** Lines that the new parser refuses, too: their rows stay as they are. */
final class RefusedLines {

    private RefusedLines() {}

    /** Tells the first of a table, and why. */
    static void tell(Reparsed table, Console console) {
        for (Refusal refusal : table.refusals()) {
            console.tell("%s stays: column %d: %s"
                    .formatted(
                            refusal.position(),
                            refusal.rejection().column(),
                            Printable.of(refusal.rejection().reason())));
        }
    }
}
