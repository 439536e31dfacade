package io.drey.cli.documents;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.stack.KafkaOption;
import io.drey.operations.control.ControlPlane;
import io.drey.operations.control.DocumentFiles;
import io.drey.operations.control.DocumentPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "diff",
        description = "Shows what drey apply --prune would change, values and topics included, and changes nothing.",
        footerHeading = "%nExamples:%n",
        footer = {"  drey diff -f config/", "  drey diff -f config/ --exit-code || echo somebody changed something"})
public final class DiffCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = "-f",
            paramLabel = "PATH",
            required = true,
            description = "A file, or a folder with *.yaml; may be repeated.")
    private List<Path> files = List.of();

    @Option(names = "--tenant", paramLabel = "NAME", description = "Only documents of this tenant are allowed.")
    private String tenant;

    @Option(names = "--exit-code", description = "End with 1 if something differs.")
    private boolean exitCode;

    @Mixin
    private KafkaOption kafka = new KafkaOption();

    @Mixin
    private FormatOption format = new FormatOption();

    DiffCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ApplyCommand.requireTenantName(tenant);
        Optional<DocumentFiles> documents = ApplyCommand.readFiles(files, Optional.ofNullable(tenant), console);
        if (documents.isEmpty()) {
            return ExitCodes.FAILED;
        }
        Optional<String> scope = ApplyCommand.scope(files, tenant);
        // A single file says nothing of other documents.
        boolean foldersOnly = files.stream().allMatch(file -> file.toFile().isDirectory());
        try (ControlPlane plane = ControlPlane.connect(kafka.settings())) {
            ControlPlane.Prepared prepared = plane.prepare(
                    scope,
                    state -> DocumentPlan.of(
                            state,
                            documents.get().sorted(),
                            document -> foldersOnly
                                    && scope.map(document.tenant()::equals).orElse(true)
                                    && ApplyCommand.isToBePruned(document, documents.get())));
            prepared.refusals().forEach(refusal -> console.tell("drey: " + refusal));
            ChangeView.show(prepared, Map.of(), ChangeView.Detail.DIFFERENCES, format.format(), console);
            return exitCode && !prepared.isDone() ? ExitCodes.FAILED : ExitCodes.DONE;
        }
    }
}
