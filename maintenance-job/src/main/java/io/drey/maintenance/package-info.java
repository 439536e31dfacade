/** The job that takes care of the lake's tables: what is due, and when. */
package io.drey.maintenance;
