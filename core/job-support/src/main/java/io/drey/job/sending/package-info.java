/** The one way in which things are sent out of a job: gathered, tried again, halved, given up, counted. */
package io.drey.job.sending;
