package io.drey.lake.reparse;

import io.drey.event.Position;
import io.drey.event.Rejection;

/**
 * A line that the new parser does not take.
 *
 * @param position where it stood
 * @param rejection why
 */
public record Refusal(Position position, Rejection rejection) {}
