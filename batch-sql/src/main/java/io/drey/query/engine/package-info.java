/** Flink and Trino: what a query sees, and its rows. */
package io.drey.query.engine;
