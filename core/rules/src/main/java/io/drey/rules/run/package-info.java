/** Rules over events in their order, without an engine: for tests of rules, and for explaining them. */
package io.drey.rules.run;
