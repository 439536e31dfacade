/** Dashboards: from their descriptions to saved objects and figures, and those to OpenSearch Dashboards. */
package io.drey.operations.dashboards;
