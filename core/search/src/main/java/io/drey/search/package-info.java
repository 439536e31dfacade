/** The way to OpenSearch: its client, documents in bulk through outages, index templates. */
package io.drey.search;
