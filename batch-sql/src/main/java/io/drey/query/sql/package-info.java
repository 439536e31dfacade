/** What differs between the engines' SQL, and how values and names of fields become part of a query's text. */
package io.drey.query.sql;
