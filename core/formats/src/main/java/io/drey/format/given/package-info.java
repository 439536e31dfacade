/** What a dataset says of all its lines. */
package io.drey.format.given;
