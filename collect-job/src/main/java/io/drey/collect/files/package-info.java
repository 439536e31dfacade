/** The source of lines: who lists files, who reads them, and what is kept of both in checkpoints. */
package io.drey.collect.files;
