/** What becomes of schedules, in PostgreSQL: which slot comes next, and the history of all runs. */
package io.drey.schedule.store;
