/** The jobs of a cluster: submitted, stopped, upgraded, waited for. */
package io.drey.operations.jobs;
