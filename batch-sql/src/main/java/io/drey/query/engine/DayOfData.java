package io.drey.query.engine;

import java.time.LocalDate;

/**
 * A day of which there are events.
 *
 * @param day the day in UTC; that of the arrival where time stamps are suspect
 * @param events how many; those deleted since and not yet rewritten count too
 * @param files in how many files
 * @param bytes how long these are
 */
public record DayOfData(LocalDate day, long events, long files, long bytes) {}
