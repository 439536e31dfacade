/** Dashboards: from their descriptions to saved objects, and those to OpenSearch Dashboards. */
package io.drey.cli.dashboards;
