package io.drey.metrics.domain;

/**
 * A value of a list with its count.
 *
 * @param value the value
 * @param count how often it was counted, at least 1
 * @param error how much more it may have been: the true count is from {@code count} to {@code count + error}; 0 if exact
 */
public record Counted(String value, long count, long error) {}
