/** Commands of schedules, and the work that schedules may run: each is what the command of its name does. */
package io.drey.cli.schedule;
