package io.drey.cli.console;

import io.drey.query.rows.OutputFormat;
import picocli.CommandLine.Option;

/** The option that says how results are written. */
public final class FormatOption {

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    /** The format that was chosen. */
    public OutputFormat format() {
        return format;
    }
}
