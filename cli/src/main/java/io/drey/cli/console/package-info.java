/** What all commands share: where they read and write, how results look, what failures and exit codes say. */
package io.drey.cli.console;
