/** The test kit: servers, clusters, awaiting and network faults for tests of the other modules. */
package io.drey.testing;
