/** The jobs on a Flink cluster: submitted, listed, stopped, upgraded; and the options that name cluster and settings. */
package io.drey.cli.jobs;
