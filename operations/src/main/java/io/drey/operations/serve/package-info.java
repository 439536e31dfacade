/** The query service of an installation. */
package io.drey.operations.serve;
