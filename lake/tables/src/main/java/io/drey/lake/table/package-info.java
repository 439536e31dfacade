/** What each table is: all that the suite has to know of it stands in one file a table. */
package io.drey.lake.table;
