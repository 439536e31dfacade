/** An event as a row of the table {@code logs}: a view that copies nothing, and what Flink needs to pass it on. */
package io.drey.lake.row;
