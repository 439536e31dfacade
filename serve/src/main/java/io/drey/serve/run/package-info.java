/** Queries and reports that run beside the requests which began them, and what becomes of their rows. */
package io.drey.serve.run;
