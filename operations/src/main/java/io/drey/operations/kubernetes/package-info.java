/** Kubernetes as kubectl shows it, and the FlinkDeployments that the Flink operator runs there. */
package io.drey.operations.kubernetes;
