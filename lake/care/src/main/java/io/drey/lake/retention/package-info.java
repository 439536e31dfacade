/** What is deleted from the lake, and what must not be: retention, legal hold, erasure of a data subject, audit tags. */
package io.drey.lake.retention;
