/** What of the lake somebody may see: which tenants, columns, datasets, hosts, regions and times. */
package io.drey.query.sight;
