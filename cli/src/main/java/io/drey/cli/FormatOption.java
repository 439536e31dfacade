package io.drey.cli;

import picocli.CommandLine.Option;

/** The option that says how results are written. */
final class FormatOption {

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    OutputFormat format;
}
