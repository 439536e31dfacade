/** For patterns that are written in Java: found on a job's class path, changed by an upgrade of the job. */
package io.drey.pattern.api;
