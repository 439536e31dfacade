/** Targets, to which alerts and events are sent on. */
package io.drey.cli.targets;
