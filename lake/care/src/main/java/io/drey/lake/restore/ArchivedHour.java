package io.drey.lake.restore;

import io.drey.event.DatasetId;
import java.time.Instant;

/**
 * An hour of a dataset that was archived.
 *
 * @param dataset whose lines
 * @param hour in which they arrived
 * @param manifest the address of the file that says what there is
 * @param files how many files, one for each raw partition
 * @param lines how many lines are in them
 * @param bytes how many bytes they have, line feeds included, before compression
 */
public record ArchivedHour(DatasetId dataset, Instant hour, String manifest, int files, long lines, long bytes) {}
