/** Patterns of Flink CEP, run on the events of one group at a time and on a clock that the caller tells. */
package io.drey.pattern;
