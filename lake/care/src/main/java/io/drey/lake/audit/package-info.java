/** What was asked of the lake and what was made from it: the tables {@code access_audit} and {@code reports}. */
package io.drey.lake.audit;
