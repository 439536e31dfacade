/** Where the state of a job comes from when it is started: checkpoints and savepoints that were left, and what Kafka still has. */
package io.drey.operations.restart;
