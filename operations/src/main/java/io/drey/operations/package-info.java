/** Operating an installation, for whoever asks: commands, schedules, the quick start. What all packages here share. */
package io.drey.operations;
