package io.drey.rules.condition;

/** What a text must be like. A value: equal tests let the same texts pass. */
public sealed interface ValueTest
        permits Equals, Contains, StartsWith, EndsWith, Wildcard, Regex, Cidr, NumberTest, TimePart {

    /** Whether the text passes. */
    boolean passes(String text);
}
