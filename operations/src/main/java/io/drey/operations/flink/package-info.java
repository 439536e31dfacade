/** A Flink cluster as its REST endpoint shows it: jobs, jars, savepoints, logs. */
package io.drey.operations.flink;
