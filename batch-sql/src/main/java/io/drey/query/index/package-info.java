/** Results of queries as documents of OpenSearch: names of their indices, mappings, documents, and who writes them. */
package io.drey.query.index;
