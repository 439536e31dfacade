/** The commands of jobs on a Flink cluster, and the options that name cluster and settings. */
package io.drey.cli.jobs;
