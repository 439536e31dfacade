package io.drey.lake.ledger;

/**
 * A row, as it is counted.
 *
 * @param key what it is counted by
 * @param offset its offset
 * @param late whether it arrived more than an hour after it happened
 * @param hash the hash of its content, see {@link LineHash}
 */
record Line(LineKey key, long offset, boolean late, long hash) {}
