/** What events get to know beyond their lines: where an address is, what a user agent is, what a tenant's lists say. */
package io.drey.format.enrich;
