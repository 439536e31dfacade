/** What is done about the rows of the lake beside the lake itself: in search, in topics, on an engine. */
package io.drey.operations.lake;
