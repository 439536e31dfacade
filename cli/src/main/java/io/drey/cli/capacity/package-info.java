/** How large an installation has to be, from what was measured. Knows no server. */
package io.drey.cli.capacity;
