/** The commands of alerts, and of what people do with them. */
package io.drey.cli.alerts;
