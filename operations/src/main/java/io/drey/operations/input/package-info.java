/** Lines as commands are given them: in files, on standard input, compressed or not. */
package io.drey.operations.input;
