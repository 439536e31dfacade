package io.drey.cli.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.job.kafka.KafkaSettings;
import io.drey.operations.OperationException;
import io.drey.operations.control.ControlPlane;
import io.drey.operations.control.ControlState;
import io.drey.operations.lake.ImpersonalDocuments;
import io.drey.query.access.TenantViews;
import io.drey.query.access.TrinoAccessRules;
import io.drey.query.rows.Rows;
import io.drey.query.sight.AccessRole;
import io.drey.query.sight.ImpersonalFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes what keeps tenants apart in Trino and Flink. */
@Command(
        name = "access",
        description = {
            "Writes what keeps tenants apart where others ask the lake: rules for Trino's file-based access control (row filters, "
                    + "masks for personal fields), and views of each tenant's rows for Trino and for Flink SQL.",
            "Of open fields analysts see those that documents of datasets call impersonal, which takes the Kafka that has the "
                    + "documents; run this again after they changed.",
            "Groups are tenant-NAME-analyst (personal fields masked), tenant-NAME-security and drey-operators. Files are replaced; "
                    + "the same tenants give the same files.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey lake access --out access",
            "  drey lake access --tenant acme --tenant globex --catalog lake --out access",
        })
public final class AccessCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "A tenant; may be repeated (default: all whose documents are in force).")
    private List<String> tenants = List.of();

    @Option(
            names = "--catalog",
            paramLabel = "NAME",
            defaultValue = "lake",
            description = "The name of the lake's catalog in Trino and Flink (default: ${DEFAULT-VALUE}).")
    private String catalog;

    @Option(names = "--out", paramLabel = "FOLDER", required = true, description = "Where the files go.")
    private Path out;

    @Mixin
    private LakeOption option = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    AccessCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<ControlState> state = option.kafka().map(AccessCommand::read);
        SortedSet<String> names = new TreeSet<>(tenants.isEmpty() ? configured(state) : tenants);
        ImpersonalFields impersonal = state.map(ImpersonalDocuments::of).orElse(ImpersonalFields.NONE);
        TrinoAccessRules rules = Given.read(() -> new TrinoAccessRules(catalog, names, impersonal));
        List<List<Object>> rows = new ArrayList<>();
        try {
            Files.createDirectories(out);
            rows.add(write("trino-rules.json", "security.config-file of Trino's access control", rules.json()));
            for (String tenant : names) {
                for (AccessRole role : AccessRole.values()) {
                    rows.add(write(
                            "trino-%s-%s.sql".formatted(tenant, role.word()),
                            "views, to be run by a user of group " + AccessRole.OPERATORS,
                            script(TenantViews.trino(catalog, tenant, role, impersonal))));
                    rows.add(write(
                            "flink-%s-%s.sql".formatted(tenant, role.word()),
                            "views, for the beginning of a session",
                            script(TenantViews.flink(catalog, tenant, role, impersonal))));
                }
            }
        } catch (IOException e) {
            throw OperationException.failure("the files cannot be written to %s: %s".formatted(out, e.getMessage()), e);
        }
        new Rows(List.of("file", "what"), rows).print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    private static ControlState read(KafkaSettings kafka) {
        try (ControlPlane plane = ControlPlane.connect(kafka)) {
            return plane.read(Optional.empty());
        }
    }

    private static SortedSet<String> configured(Optional<ControlState> state) {
        SortedSet<String> names = state
                .orElseThrow(
                        () -> OperationException.usage(
                                "name tenants with --tenant, or the Kafka that has their documents with -Dkafka-bootstrap-servers"))
                .all()
                .stream()
                .map(published -> published.document())
                .filter(document -> document.kind() == DocumentKind.TENANT)
                .map(Document::name)
                .collect(Collectors.toCollection(TreeSet::new));
        if (names.isEmpty()) {
            throw OperationException.failure(
                    "no tenant's document is in force: apply one, or name tenants with --tenant");
        }
        return names;
    }

    private List<Object> write(String name, String what, String content) throws IOException {
        Path file = out.resolve(name);
        Files.writeString(file, content, UTF_8);
        return List.of(file.toString(), what);
    }

    private static String script(List<String> statements) {
        return statements.stream().map(statement -> statement + ";\n").collect(Collectors.joining());
    }
}
