/** The work that schedules may run: each is what the command of its name does. */
package io.drey.operations.schedule;
