/** What the path of a file says of its lines. */
package io.drey.format.path;
