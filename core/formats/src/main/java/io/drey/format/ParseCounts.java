package io.drey.format;

/**
 * What became of an input's lines.
 *
 * @param lines all lines
 * @param events those that became events
 * @param deadLetters those that did not: {@code lines - events}
 */
public record ParseCounts(long lines, long events, long deadLetters) {}
