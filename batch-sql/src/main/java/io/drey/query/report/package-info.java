/** Reports made of queries: files, manifests, and whether they are as they were made. */
package io.drey.query.report;
