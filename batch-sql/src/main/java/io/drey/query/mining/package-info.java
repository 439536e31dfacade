/** What of a query's lines is uninteresting, and which patterns the others have. */
package io.drey.query.mining;
