/** The job that takes alerts from their topics to where people and machines look for them. */
package io.drey.delivery;
