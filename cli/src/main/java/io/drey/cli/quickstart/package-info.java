/** {@code drey quickstart}: the whole suite on real servers, from a line that is sent to everywhere it arrives. */
package io.drey.cli.quickstart;
