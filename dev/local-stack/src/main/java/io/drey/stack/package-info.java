/**
 * The local stack: Kafka, HDFS, PostgreSQL, OpenSearch and a Flink cluster as processes of their own, on free loopback
 * ports, in one folder. Start at {@link io.drey.stack.LocalStack}.
 */
package io.drey.stack;
