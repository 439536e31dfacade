/** Keeps the lake's tables small and fast: compaction, expiry, orphan files, manifests. */
package io.drey.lake.maintenance;
