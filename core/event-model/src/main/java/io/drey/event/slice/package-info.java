/** Slices of bytes as keys: what was computed of one is found again without making a string of it. */
package io.drey.event.slice;
