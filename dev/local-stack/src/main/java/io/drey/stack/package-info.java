/**
 * The local stack: Kafka, HDFS, PostgreSQL, OpenSearch and a Flink cluster as processes of their own, on free loopback
 * ports, in one folder. Start at {@link io.drey.stack.LocalStack}. It knows the servers, which know processes, and nothing
 * knows it.
 */
package io.drey.stack;
