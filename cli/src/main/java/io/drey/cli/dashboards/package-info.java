/** The commands of dashboards. */
package io.drey.cli.dashboards;
