/** Schedules as Kubernetes' own. */
package io.drey.schedule.kubernetes;
