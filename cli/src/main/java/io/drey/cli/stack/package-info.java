/** The commands of the local stack, and the options that name it. */
package io.drey.cli.stack;
