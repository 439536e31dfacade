/** The commands of what OpenSearch holds: searching it, and the life of its date-named indices. */
package io.drey.cli.search;
