/** Who may see what of a tenant's rows, and the record of who asked. */
package io.drey.query.access;
