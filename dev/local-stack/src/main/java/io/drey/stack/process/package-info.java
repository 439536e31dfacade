/** Processes of the operating system, and what they need: class paths, ports, archives, logs, HTTP. Knows no server by name. */
package io.drey.stack.process;
