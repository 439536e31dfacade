/** What is to be done with date-named indices, decided of what is known of them and the time. */
package io.drey.operations.search.domain;
