/** What the servers of an installation say of themselves, asked again and again. */
package io.drey.operations.status;
