package io.drey.format;

import java.util.List;
import java.util.Random;

/** Words that shippers, relays and other layouts put in front of a line. */
public final class WordsInFront {

    private static final List<String> ALL = List.of(
            "2021-03-01T11:00:00.123456789Z",
            "2021-03-01",
            "stdout",
            "F",
            "Mar",
            "10",
            "12:00:00",
            "web1",
            "nginx:",
            "web_1",
            "",
            "|",
            "10.0.0.1,",
            "10.0.0.1",
            "-",
            "<30>Oct",
            "[x]",
            "\"",
            "unknown,",
            "a.example:443",
            "\u00fc");

    private WordsInFront() {}

    /** One of them. */
    public static String any(Random random) {
        return ALL.get(random.nextInt(ALL.size()));
    }
}
