/** The commands of rules: trying them on lines, on the lake, explaining them. */
package io.drey.cli.rules;
