/** The commands of lines: making, parsing and sending them. */
package io.drey.cli.lines;
