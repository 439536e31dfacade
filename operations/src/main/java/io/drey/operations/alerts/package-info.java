/** Alerts, as OpenSearch has them. */
package io.drey.operations.alerts;
