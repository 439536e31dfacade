/** How large an installation has to be, from what was measured, and what it costs. Asks no server but for a tenant's lines. */
package io.drey.operations.capacity;
