/** One question to the installations of several regions, and one answer made of theirs. */
package io.drey.query.region;
