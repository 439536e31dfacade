/** How large an installation has to be, from what was measured, and what it costs. Knows no server. */
package io.drey.cli.capacity;
