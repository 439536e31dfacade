/** Queries that have names, their parameters, and what is asked with them. */
package io.drey.query.catalog;
