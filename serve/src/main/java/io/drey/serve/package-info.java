/** A service over HTTP that answers questions to the lake and to the searchable window, and changes nothing in them. */
package io.drey.serve;
