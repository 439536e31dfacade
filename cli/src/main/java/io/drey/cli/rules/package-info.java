/** Rules before they are in force: reading them, trying them on lines, explaining them. Needs no server. */
package io.drey.cli.rules;
