/** The commands that look after the lake. */
package io.drey.cli.lake;
