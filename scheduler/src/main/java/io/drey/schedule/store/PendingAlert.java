package io.drey.schedule.store;

/**
 * A line of the history that somebody must hear of and has not yet.
 *
 * @param run the line
 * @param count how many slots it stands for; more than 1 of missed ones only
 */
public record PendingAlert(Run run, long count) {}
