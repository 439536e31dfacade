/** Rows as text: tables, CSV and JSON in which no value does anything but be read. */
package io.drey.query.rows;
