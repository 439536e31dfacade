package io.drey.cli.rules;

import io.drey.cep.PublishedRules;
import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.console.GivenTime;
import io.drey.cli.lake.LakeOption;
import io.drey.event.DatasetId;
import io.drey.event.FieldName;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.LakeException;
import io.drey.operations.OperationException;
import io.drey.operations.rules.CaseRun;
import io.drey.operations.rules.PublishedList;
import io.drey.operations.rules.RuleFiles;
import io.drey.operations.rules.SeenFields;
import io.drey.operations.stack.Servers;
import io.drey.query.rows.Rows;
import io.drey.rules.sigma.Logsource;
import io.drey.rules.sigma.PatternRule;
import io.drey.rules.sigma.SigmaCorrelation;
import io.drey.rules.sigma.SigmaDocument;
import io.drey.rules.sigma.SigmaHeader;
import io.drey.rules.sigma.SigmaRule;
import io.drey.rules.sigma.SigmaRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "list",
        description = {
            "Lists the rules of files that can be used: what each looks for, in which logs, and how many tests it has.",
            "With --tenant and without files, those that are published: which version is in force, since when and by whom, and what "
                    + "is wrong with those that are refused. Where a lake is named, or the local stack's is meant, 'unseen_fields' are "
                    + "those that a rule asks and that no event had lately."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey rules list my-rules/",
            "  drey rules list my-rules/ --format csv > rules.csv",
            "  drey rules list --tenant acme",
        })
final class ListCommand implements Callable<Integer> {

    private static final List<String> COLUMNS =
            List.of("rule", "title", "level", "status", "kind", "logs", "alerts", "tags", "tests", "place");

    private final Console console;

    @Parameters(
            arity = "0..*",
            paramLabel = "PATH",
            description = "Files of Sigma documents, or folders in which all .yml and .yaml files are taken.")
    private List<Path> paths = List.of();

    @Option(
            names = "--lists",
            paramLabel = "FILE",
            description = "Lists for '%%name%%' in values with the modifier 'expand': a YAML map from names to lists.")
    private Path lists;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Whose published rules, instead of files.")
    private String tenant;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "now-1d",
            description =
                    "With --tenant: fields that no event of the lake had since then are told, as now-7d or 2026-10-01 "
                            + "(default: ${DEFAULT-VALUE}).")
    private String since;

    @Mixin
    private LakeOption servers = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    ListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (paths.isEmpty() == (tenant == null)) {
            throw OperationException.usage("which rules? Name files of them, or with --tenant whose published ones");
        }
        if (tenant != null) {
            return published();
        }
        RuleFiles files = RulesOption.usable(RuleFiles.read(paths, RulesOption.placeholders(lists)), console);
        Set<String> alerting = files.rules().alerting();
        CaseRun cases = new CaseRun(files.rules());
        List<List<Object>> rows = new ArrayList<>();
        files.rules().looking().forEach(rule -> rows.add(row(files, rule, alerting.contains(rule.id()), cases)));
        new Rows(COLUMNS, rows).print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    private Integer published() {
        try {
            DatasetId.requireTenant(tenant);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
        KafkaSettings kafka = servers.kafka()
                .orElseThrow(() ->
                        OperationException.usage("which Kafka? Name it with -Dkafka-bootstrap-servers=HOST:PORT"));
        try (ControlTopics topics = new ControlTopics(kafka.properties());
                PublishedRules read = new PublishedRules(new ControlTopics(kafka.properties()))) {
            topics.open();
            read.open();
            PublishedList list = new PublishedList(read, topics, tenant, Instant.now());
            list.rows(unseen(list, read)).print(format.format(), console.out());
        } catch (KafkaException e) {
            throw OperationException.failure(
                    "the published rules cannot be read from Kafka at %s: %s"
                            .formatted(kafka.bootstrapServers(), OperationException.rootMessage(e)),
                    e);
        }
        return ExitCodes.DONE;
    }

    /** The fields that rules ask and no event had lately; empty where no lake is meant. */
    private Optional<Set<FieldName>> unseen(PublishedList list, PublishedRules published) {
        boolean isKafkaAlone = servers.configuration().contains(KafkaSettings.BOOTSTRAP_SERVERS)
                && servers.servers() == Servers.LOCAL_STACK;
        if (isKafkaAlone) {
            console.tell(
                    "whether events have the fields that rules ask is not known: name their lake with -Dlake-warehouse"
                            + " and what else it needs");
            return Optional.empty();
        }
        Instant to = Instant.now();
        Instant from = GivenTime.moment("--since", since, to);
        try {
            SeenFields seen = SeenFields.look(
                    servers.settings(),
                    servers.auditSettings(),
                    tenant,
                    published::sees,
                    list.fields(),
                    from,
                    to,
                    console::tell);
            console.tell("looked for the fields that rules ask in %,d events of the lake since %s%s"
                    .formatted(seen.events(), from, seen.isWhole() ? "" : ", the latest: there are more"));
            return Optional.of(seen.unseen());
        } catch (IOException | LakeException e) {
            console.tell("whether events have the fields that rules ask is not known: the lake cannot be read: %s"
                    .formatted(OperationException.rootMessage(e)));
            return Optional.empty();
        }
    }

    private static List<Object> row(RuleFiles files, SigmaDocument rule, boolean alerts, CaseRun cases) {
        SigmaHeader header = rule.header();
        long tests = files.tests().stream()
                .flatMap(file -> file.cases().stream().map(test -> cases.rule(file, test)))
                .filter(tested -> tested.filter(rule::equals).isPresent())
                .count();
        return List.of(
                RuleFiles.named(rule),
                header.title(),
                header.level()
                        .map(level -> level.name().toLowerCase(Locale.ROOT))
                        .orElse(""),
                header.status()
                        .map(status -> status.name().toLowerCase(Locale.ROOT))
                        .orElse(""),
                kind(rule),
                logs(files.rules(), rule),
                alerts ? "yes" : "for others",
                String.join(" ", header.tags()),
                tests,
                rule.place().toString());
    }

    private static String kind(SigmaDocument rule) {
        if (rule instanceof PatternRule) {
            return "pattern";
        }
        return rule instanceof SigmaCorrelation correlation ? correlation.type().written() : "rule";
    }

    private static String logs(SigmaRules rules, SigmaDocument rule) {
        if (rule instanceof SigmaRule single) {
            return single.logsource().toString();
        }
        if (rule instanceof PatternRule pattern) {
            return Stream.concat(
                            pattern.logsource().map(Logsource::toString).stream(),
                            pattern.rules().stream()
                                    .map(id -> logs(rules, rules.rule(id).orElseThrow())))
                    .distinct()
                    .collect(Collectors.joining(", "));
        }
        return rule instanceof SigmaCorrelation correlation
                ? String.join(
                        ", ",
                        correlation.rules().stream()
                                .flatMap(id -> Stream.<SigmaDocument>concat(
                                        rules.rule(id).stream(), rules.correlation(id).stream()))
                                .map(other -> logs(rules, other))
                                .distinct()
                                .toList())
                : "";
    }
}
