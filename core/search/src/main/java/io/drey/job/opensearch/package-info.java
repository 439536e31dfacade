/** What savepoints hold of documents under way. They name these classes, so that package and names stay. */
package io.drey.job.opensearch;
