package io.drey.cli.docs;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.operations.OperationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** For those who change Drey: writes what can be told from the code. */
@Command(
        name = "docs",
        hidden = true,
        description =
                "Writes the reference: settings, commands, formats, fields, tables, metrics, documents and rules, as the code has them.",
        footerHeading = "%nExamples:%n",
        footer = {"  drey docs --out docs/reference        # after a change of the code"})
public final class DocsCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder, which is made if it is not there.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    public DocsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        for (ReferencePage page : pages(spec.root().commandLine())) {
            Path file = folder.resolve(page.file());
            try {
                Files.createDirectories(folder);
                Files.writeString(file, page.text());
            } catch (IOException e) {
                throw OperationException.failure(
                        "%s cannot be written: %s: name another folder with --out".formatted(file, e.getMessage()), e);
            }
            console.tell("  " + file);
        }
        return ExitCodes.DONE;
    }

    /** All pages; the same code makes the same text on every machine. */
    static List<ReferencePage> pages(CommandLine drey) {
        return List.of(
                SettingsPage.page(),
                CommandsPage.page(drey),
                FormatsPage.page(),
                FieldsPage.page(),
                TablesPage.page(),
                MetricsPage.page(),
                DocumentsPage.page(),
                RulesPage.page());
    }
}
