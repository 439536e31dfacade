/** Instances of the scheduler: who runs which slot, what becomes of it, who takes over from the dead. */
package io.drey.schedule.runner;
