package io.drey.query.catalog;

/**
 * What is wrong with a document.
 *
 * @param key a text that stands where it is wrong; empty for the whole
 * @param words what, and how to mend it
 */
record Problem(String key, String words) {}
