package io.drey.rules.sigma;

/**
 * A place in a file.
 *
 * @param line counted from 1
 * @param column counted from 1
 */
record At(int line, int column) {}
