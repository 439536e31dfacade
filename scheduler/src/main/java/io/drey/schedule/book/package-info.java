/** Which schedules there are: the defaults, and those of an installation. */
package io.drey.schedule.book;
