/** What a saved state is compared with, and what stands in the way of going on from it. */
package io.drey.operations.restart.domain;
