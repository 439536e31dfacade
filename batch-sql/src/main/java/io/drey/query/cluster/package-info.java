/** Flink clusters apart that run queries: what is sent there, and how rows come back. */
package io.drey.query.cluster;
