/** The searchable window, as whoever asks over HTTP may see it. */
package io.drey.serve.search;
