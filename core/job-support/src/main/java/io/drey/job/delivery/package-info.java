/** What all ways out of the system have in common: receipts, dead letters of what was refused, counts of what was taken. */
package io.drey.job.delivery;
