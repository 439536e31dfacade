/** What must not leave a job: how it is found in lines and events, in any encoding, and what takes its place. */
package io.drey.format.redact;
