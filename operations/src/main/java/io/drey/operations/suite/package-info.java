/** The jobs of the suite: what they are called, what they do beside one another, how their state is known. */
package io.drey.operations.suite;
