/** YARN as its ResourceManager shows it, and the Flink installation from which applications are submitted to it. */
package io.drey.operations.yarn;
