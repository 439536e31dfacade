/** The commands of schedules. */
package io.drey.cli.schedule;
