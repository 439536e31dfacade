/**
 * The common shapes of rules with a memory, as state machines that know no Flink and no clock of their own: what a rule's
 * group of events has come to, from one event to the next.
 */
package io.drey.rules.shape;
