/** The commands that say how large an installation has to be and what it costs. */
package io.drey.cli.capacity;
