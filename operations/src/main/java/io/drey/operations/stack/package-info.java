/** The local stack: its folder, its servers and the settings they stand for. */
package io.drey.operations.stack;
