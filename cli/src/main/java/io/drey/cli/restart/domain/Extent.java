package io.drey.cli.restart.domain;

/**
 * What Kafka has of a partition.
 *
 * @param begin the offset of the oldest record
 * @param end the offset that the next record gets
 */
public record Extent(long begin, long end) {}
