/** What OpenSearch holds of a tenant: asked, settled, rebuilt, expired, and who may read it. */
package io.drey.operations.search;
