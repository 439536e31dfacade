package io.drey.cli.documents;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.stack.KafkaOption;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.DocumentText;
import io.drey.event.DatasetId;
import io.drey.event.Topics;
import io.drey.operations.OperationException;
import io.drey.operations.control.ControlPlane;
import io.drey.operations.control.ControlState;
import io.drey.operations.control.DocumentFiles;
import io.drey.operations.control.DocumentPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "apply",
        description = {
            "Publishes configuration documents (tenants, datasets, targets, lists, metrics) and rules, and makes the Kafka topics "
                    + "that follow from them. Running jobs follow within seconds. Safe to repeat: what is in force already "
                    + "stays as it is.",
            "Documents are checked before Kafka is asked; one that is wrong keeps all from being published. Documents "
                    + "below a folder tenants/<name>/ may speak of that tenant only.",
            "Files of Sigma documents are taken as they are: each rule becomes a document of the tenant that --tenant or the "
                    + "folder names; tests in them are left out. A changed rule starts again, five seconds after it is published."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey apply -f config/ --dry-run --diff",
            "  drey apply -f config/ --prune --yes",
            "  drey apply -f my-rules/ --tenant acme",
            "  drey apply -f tenants/acme/ -Dkafka-bootstrap-servers=broker:9092",
            "  drey apply --tenant acme --rollback 12",
        })
public final class ApplyCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "-f", paramLabel = "PATH", description = "A file, or a folder with *.yaml; may be repeated.")
    private List<Path> files = List.of();

    @Option(names = "--tenant", paramLabel = "NAME", description = "Only documents of this tenant are allowed.")
    private String tenant;

    @Option(names = "--offline", description = "Check the documents and end, without asking Kafka.")
    private boolean offline;

    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Option(names = "--diff", description = "Show the values that differ.")
    private boolean diff;

    @Option(
            names = "--prune",
            description =
                    "Delete documents that the folder does not have: of all tenants, or of the one that --tenant or "
                            + "a folder tenants/<name>/ names. Topics and what is in them stay.")
    private boolean prune;

    @Option(names = "--yes", description = "Delete without asking.")
    private boolean yes;

    @Option(
            names = "--rollback",
            paramLabel = "VERSION",
            description =
                    "Publish again what was in force with this version (see drey history): the tenant's documents, "
                            + "or without --tenant the tenants. It becomes a new version.")
    private Long rollback;

    @Option(
            names = "--author",
            paramLabel = "NAME",
            description = "Who publishes, for the history (default: the user of this machine).")
    private String author = System.getProperty("user.name");

    @Mixin
    private KafkaOption kafka = new KafkaOption();

    @Mixin
    private FormatOption format = new FormatOption();

    ApplyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        checkOptions();
        if (rollback != null) {
            Optional<String> scope = Optional.ofNullable(tenant);
            return apply(scope, state -> toVersion(state, rollback));
        }
        Optional<DocumentFiles> read = readFiles(files, Optional.ofNullable(tenant), console);
        if (read.isEmpty()) {
            return ExitCodes.FAILED;
        }
        DocumentFiles documents = read.get();
        if (offline) {
            console.tell(
                    "%d documents are right".formatted(documents.documents().size()));
            return ExitCodes.DONE;
        }
        Optional<String> scope = scope(files, tenant);
        if (prune) {
            requireSomethingKept(documents, scope);
        }
        return apply(scope, state -> {
            DocumentPlan plan = DocumentPlan.of(
                    state,
                    documents.sorted(),
                    document -> prune
                            && scope.map(document.tenant()::equals).orElse(true)
                            && isToBePruned(document, documents));
            requireTenants(plan, state, documents.documents());
            plan.metricsBeyondBounds(state)
                    .or(() -> plan.listsMissingOrBeyondBounds(state))
                    .ifPresent(why -> {
                        throw OperationException.failure(why);
                    });
            return plan;
        });
    }

    /** What people did with a tenant's alerts goes with the tenant alone. */
    static boolean isToBePruned(Document document, DocumentFiles wanted) {
        return document.kind().isConfiguration()
                || wanted.sorted().stream()
                        .noneMatch(other -> other.kind() == DocumentKind.TENANT
                                && other.name().equals(document.tenant()));
    }

    /** Files that name nobody are rather the wrong ones than a wish that nothing be left. */
    private static void requireSomethingKept(DocumentFiles documents, Optional<String> scope) {
        boolean namesATenant = scope.isPresent()
                ? !documents.documents().isEmpty()
                : documents.sorted().stream().anyMatch(document -> document.kind() == DocumentKind.TENANT);
        if (!namesATenant) {
            throw OperationException.usage(scope.map(
                            "--prune would delete all documents of tenant '%s': the files hold none; point -f to the right folder"
                                    ::formatted)
                    .orElse("--prune would delete the documents of all tenants: no file holds a 'kind: Tenant'; point"
                            + " -f to the right folder, or name the tenant that is meant with --tenant NAME"));
        }
    }

    /** Reads files; tells their problems, if there are any, and then returns nothing. */
    static Optional<DocumentFiles> readFiles(List<Path> files, Optional<String> tenant, Console console) {
        DocumentFiles documents = DocumentFiles.read(files, tenant);
        if (documents.problems().isEmpty()) {
            return Optional.of(documents);
        }
        documents.problems().forEach(problem -> console.tell(problem.toString()));
        console.tell("drey: %d problem%s; nothing was published"
                .formatted(documents.problems().size(), documents.problems().size() == 1 ? "" : "s"));
        return Optional.empty();
    }

    /** The only tenant that is looked at: by option, or because all files are below its folder. */
    static Optional<String> scope(List<Path> files, String tenant) {
        if (tenant != null) {
            return Optional.of(tenant);
        }
        List<Optional<String>> folders =
                files.stream().map(DocumentFiles::tenantOf).distinct().toList();
        return folders.size() == 1 ? folders.get(0) : Optional.empty();
    }

    private static void requireTenants(DocumentPlan plan, ControlState state, List<DocumentText.Located> documents) {
        plan.withoutTenant(state).stream().findFirst().ifPresent(orphan -> {
            String place = documents.stream()
                    .filter(located -> located.document().equals(orphan))
                    .map(located -> located.source() + ":" + located.line() + ":1: ")
                    .findFirst()
                    .orElse("");
            throw OperationException.failure(
                    "%s%s has no tenant: there is no document 'kind: Tenant' with 'name: %s', neither in the files nor in force"
                            .formatted(place, orphan, orphan.tenant()));
        });
    }

    /** The name may be null: none was given. */
    static void requireTenantName(String tenant) {
        if (tenant != null && !DatasetId.isName(tenant)) {
            throw OperationException.usage("--tenant %s is no tenant's name (%s)".formatted(tenant, DatasetId.GRAMMAR));
        }
    }

    private void checkOptions() {
        requireTenantName(tenant);
        if (rollback == null && files.isEmpty()) {
            throw OperationException.usage("say what to apply: -f DIR, or --rollback VERSION");
        }
        if (rollback != null && (!files.isEmpty() || prune || offline)) {
            throw OperationException.usage("--rollback goes without -f, --prune and --offline");
        }
        if (prune && files.stream().anyMatch(file -> Files.exists(file) && !Files.isDirectory(file))) {
            throw OperationException.usage("--prune needs folders: a single file says nothing of other documents");
        }
    }

    private DocumentPlan toVersion(ControlState state, long version) {
        String topic = tenant == null ? Topics.TENANTS : Topics.control(tenant);
        if (state.history(topic).stream().noneMatch(entry -> entry.revision().version() == version)) {
            throw OperationException.failure("%s has no version %d: see 'drey history%s'"
                    .formatted(topic, version, tenant == null ? "" : " --tenant " + tenant));
        }
        List<Document> then = state.asOf(topic, version).stream()
                .filter(document -> document.kind().isConfiguration())
                .toList();
        DocumentPlan plan = DocumentPlan.of(
                state,
                then,
                document -> document.topic().equals(topic) && document.kind().isConfiguration());
        requireTenants(plan, state, List.of());
        return plan;
    }

    private int apply(Optional<String> scope, Function<ControlState, DocumentPlan> planning) throws IOException {
        try (ControlPlane plane = ControlPlane.connect(kafka.settings())) {
            ControlPlane.Prepared prepared = plane.prepare(scope, planning);
            prepared.refusals().forEach(refusal -> console.tell("drey: " + refusal));
            List<Document> deleted = prepared.documents().deleted();
            if (dryRun) {
                show(prepared, Map.of());
                console.tell("nothing was done");
                return ExitCodes.DONE;
            }
            if (!deleted.isEmpty() && !yes && !mayDelete(deleted)) {
                show(prepared, Map.of());
                throw OperationException.failure("%d document%s would be deleted: nothing was done; give --yes to do it"
                        .formatted(deleted.size(), deleted.size() == 1 ? "" : "s"));
            }
            Map<String, Long> versions = plane.carryOut(prepared, scope, planning, author);
            show(prepared, versions);
            if (!deleted.isEmpty()) {
                console.tell("topics of what was deleted, and what is in them, are kept");
            }
        }
        return ExitCodes.DONE;
    }

    private boolean mayDelete(List<Document> deleted) throws IOException {
        if (!console.isTerminal()) {
            return false;
        }
        deleted.forEach(document -> console.tell("- " + document));
        console.err().print("delete %s? [y/N] ".formatted(deleted.size() == 1 ? "it" : "these " + deleted.size()));
        console.err().flush();
        return console.in().read() == 'y';
    }

    private void show(ControlPlane.Prepared prepared, Map<String, Long> versions) {
        ChangeView.show(
                prepared,
                versions,
                diff ? ChangeView.Detail.DIFFERENCES : ChangeView.Detail.OUTCOMES,
                format.format(),
                console);
    }
}
