/** Alerts, and what people do with them. */
package io.drey.cli.alerts;
