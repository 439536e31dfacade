/** The commands that look after the lake's rows. */
package io.drey.cli.lake;
