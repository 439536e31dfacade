package io.drey.format.fuzz;

import java.util.Arrays;
import java.util.List;

/** Where Jazzer comes in, in a process of its own: the system property {@code drey.fuzz.target} says what takes its bytes. */
public final class FuzzEntry {

    static final String TARGET = "drey.fuzz.target";

    /** The first byte says which target takes the others. */
    static final String ANY = "any";

    private static final String NAME = System.getProperty(TARGET, ANY);
    private static List<FuzzTarget> targets;

    private FuzzEntry() {}

    /** Called by Jazzer, by this name, before anything is timed. */
    public static void fuzzerInitialize() {
        targets = FuzzTarget.all().stream()
                .filter(target -> NAME.equals(ANY) || NAME.equals(target.name()))
                .toList();
        // What is made when it is first asked for is made now.
        targets.forEach(target -> target.seeds().forEach(target::take));
    }

    /** Called by Jazzer, by this name. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (!NAME.equals(ANY)) {
            targets.get(0).take(input);
        } else if (input.length > 0) {
            byte[] rest = Arrays.copyOfRange(input, 1, input.length);
            targets.get((input[0] & 0xff) % targets.size()).take(rest);
        }
    }
}
