/** The rules of one tenant as engines run them: which version is in force at an event's time, and what an event is to each. */
package io.drey.rules.book;
