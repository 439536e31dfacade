/** When a schedule's slots are and which of them are to be run. Time is passed in. */
package io.drey.schedule.domain;
