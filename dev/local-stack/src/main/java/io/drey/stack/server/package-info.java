/** Each server: how it is prepared, launched, asked and ended, and what its clients need to know. */
package io.drey.stack.server;
