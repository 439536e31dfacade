package io.drey.cli.documents;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.stack.KafkaOption;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.Revision;
import io.drey.event.Printable;
import io.drey.operations.OperationException;
import io.drey.operations.control.ControlPlane;
import io.drey.operations.control.ControlState;
import io.drey.operations.control.PublishedDocument;
import io.drey.operations.control.TopicRights;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.Rows;
import io.drey.query.rows.SafeJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "Lists the configuration documents in force. YAML can be applied again.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey get",
            "  drey get datasets --tenant acme",
            "  drey get dataset access --tenant acme --format yaml > access.yaml",
            "  drey get acls --format csv",
        })
public final class GetCommand implements Callable<Integer> {

    private static final String ACLS = "acls";

    private final Console console;

    /** How documents are written. */
    enum Format {
        TABLE,
        JSON,
        YAML,
        CSV;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What there is to list. */
    static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.concat(Arrays.stream(DocumentKind.values()).map(DocumentKind::plural), Stream.of(ACLS))
                    .iterator();
        }
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "KIND",
            completionCandidates = Kinds.class,
            description =
                    "${COMPLETION-CANDIDATES}; the whole configuration where none is given. 'acls' lists the rights on topics "
                            + "that each tenant's programs need.")
    private String kind;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Only the document of this name.")
    private String name;

    @Option(names = "--tenant", paramLabel = "NAME", description = "Only what is this tenant's.")
    private String tenant;

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format;

    @Mixin
    private KafkaOption kafka = new KafkaOption();

    GetCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        boolean rights = ACLS.equals(kind);
        Optional<DocumentKind> only = rights ? Optional.of(DocumentKind.TENANT) : kind();
        ApplyCommand.requireTenantName(tenant);
        if (rights && format == Format.YAML) {
            throw OperationException.usage("acls are listed as table, json or csv");
        }
        ControlState state;
        try (ControlPlane plane = ControlPlane.connect(kafka.settings())) {
            state = plane.read(Optional.ofNullable(tenant));
        }
        state.refusals().forEach(refusal -> console.tell("drey: " + refusal));
        List<PublishedDocument> found = state.all().stream()
                .filter(each -> only.map(wanted -> each.document().kind() == wanted)
                        .orElse(each.document().kind().isConfiguration()))
                .filter(each -> tenant == null || each.document().tenant().equals(tenant))
                .filter(each -> name == null || each.document().name().equals(name))
                .toList();
        if (name != null && found.isEmpty()) {
            throw OperationException.failure("there is no %s '%s'%s"
                    .formatted(
                            only.orElseThrow().singular(), name, tenant == null ? "" : " of tenant '" + tenant + "'"));
        }
        if (rights) {
            printRights(found);
        } else {
            print(found);
        }
        return ExitCodes.DONE;
    }

    private Optional<DocumentKind> kind() {
        if (kind == null) {
            return Optional.empty();
        }
        return Optional.of(DocumentKind.of(kind)
                .orElseThrow(() -> OperationException.usage("unknown kind '%s': choose from %s"
                        .formatted(
                                kind,
                                Stream.concat(
                                                Arrays.stream(DocumentKind.values())
                                                        .map(DocumentKind::plural),
                                                Stream.of(ACLS))
                                        .collect(Collectors.joining(", "))))));
    }

    private void printRights(List<PublishedDocument> tenants) {
        List<List<Object>> rows = new ArrayList<>();
        for (PublishedDocument each : tenants) {
            for (TopicRights.Right right : TopicRights.of(each.document().name())) {
                rows.add(
                        List.of(right.principal(), right.operation(), right.resource(), right.pattern(), right.name()));
            }
        }
        new Rows(List.of("principal", "operation", "resource", "pattern", "name"), rows)
                .print(OutputFormat.valueOf(format.name()), console.out());
    }

    private void print(List<PublishedDocument> documents) {
        switch (format) {
            case TABLE, CSV -> rows(documents).print(OutputFormat.valueOf(format.name()), console.out());
            case JSON -> {
                ArrayNode all = new ObjectMapper().createArrayNode();
                documents.forEach(each -> {
                    ObjectNode json = each.document().toJson();
                    each.revision().ifPresent(revision -> json.putObject("metadata")
                            .put("version", revision.version())
                            .put("time", revision.time().toString())
                            .put("author", revision.author()));
                    all.add(json);
                });
                console.out().println(SafeJson.escape(all.toString()));
            }
            case YAML -> {
                String separator = "";
                for (PublishedDocument each : documents) {
                    console.out().print(separator);
                    console.out()
                            .println("# "
                                    + each.revision()
                                            .map(revision -> "version %d, %s, by %s"
                                                    .formatted(
                                                            revision.version(),
                                                            revision.time(),
                                                            Printable.ofWhole(revision.author())))
                                            .orElse("written by hand"));
                    console.out().print(each.document().toYaml());
                    separator = "---\n";
                }
            }
        }
    }

    private static Rows rows(List<PublishedDocument> documents) {
        List<List<Object>> rows = new ArrayList<>();
        for (PublishedDocument each : documents) {
            Document document = each.document();
            List<Object> row = new ArrayList<>(List.of(document.kind().singular(), document.tenant(), document.name()));
            row.add(each.revision().map(Revision::version).orElse(null));
            row.add(each.revision().map(revision -> revision.time().toString()).orElse(null));
            row.add(each.revision().map(Revision::author).orElse("(by hand)"));
            List<String> content = new ArrayList<>();
            document.content()
                    .fields()
                    .forEachRemaining(entry -> content.add(entry.getKey() + "="
                            + (entry.getValue().isTextual()
                                    ? entry.getValue().textValue()
                                    : entry.getValue().toString())));
            row.add(String.join(" ", content));
            rows.add(row);
        }
        return new Rows(List.of("kind", "tenant", "name", "version", "time", "author", "content"), rows);
    }
}
