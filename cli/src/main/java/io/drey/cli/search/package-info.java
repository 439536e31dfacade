/** What OpenSearch holds of a tenant: searching it, and the life of its date-named indices. */
package io.drey.cli.search;
