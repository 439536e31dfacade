/** The commands that ask the lake: queries, reports, packs of reports, and their options. */
package io.drey.cli.query;
