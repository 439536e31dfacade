/** Keeps the lake's tables small and fast: compaction, expiry, orphan files, manifests; one-shot and as a job. */
package io.drey.lake.maintenance;
