/** Makes rows anew of the lines they came from: another parser, the same positions. */
package io.drey.lake.reparse;
