package io.drey.configuration;

import static io.drey.configuration.DocumentField.optional;
import static io.drey.configuration.DocumentField.required;

import io.drey.event.FieldName;
import io.drey.format.Envelope;
import io.drey.format.FormatOptions.TimeMissing;
import io.drey.format.Multiline;
import io.drey.format.enrich.EnrichRule;
import io.drey.format.given.GivenFields;
import io.drey.format.path.PathFields;
import io.drey.format.redact.RedactionRule;
import io.drey.rules.sigma.ConditionReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a dataset's document may say: its keys, each with what it takes and what it is for. */
final class DatasetKeys {

    private static final List<DocumentField> TIMES_AND_SIZES = List.of(
            optional(
                    "silence-timeout",
                    FieldType.duration(),
                    "after how long without an event the dataset counts as silent (default: 10s)"),
            optional(
                    "allowed-lateness",
                    FieldType.duration(),
                    "how far behind the clock an event still corrects a metrics window (default: 1h)"),
            optional(
                    "future-cap",
                    FieldType.duration(),
                    "how far beyond its arrival a time stamp may lie and still move the clock (default: 5m)"),
            optional(
                    LineKeys.TIME_ZONE,
                    FieldType.checked(LineKeys::zone),
                    "where clocks show what a time stamp without zone says, as Europe/Berlin (default: UTC)"),
            optional(
                    LineKeys.TIME_MISSING,
                    FieldType.choice(() -> Arrays.stream(TimeMissing.values())
                            .map(LineKeys::word)
                            .toList()),
                    "what becomes of a line whose time is absent or cannot be read: arrival, it happened when it arrived,"
                            + " and says so; dead-letter (default: arrival)"),
            optional(
                    "max-line-bytes",
                    FieldType.wholeNumber(1, 256 << 20),
                    "the longest line taken as an event, in bytes (default: 1 MiB)"),
            optional(
                    LineKeys.MAX_OPEN_FIELDS,
                    FieldType.wholeNumber(0, 4096),
                    "how many open fields an event may have; further ones stay in the line only (default: 256)"),
            optional(
                    LineKeys.MAX_OPEN_FIELD_BYTES,
                    FieldType.wholeNumber(0, 16 << 20),
                    "how many bytes the names and values of an event's open fields may have together (default: 64 KiB)"),
            optional(
                    "partitions",
                    FieldType.wholeNumber(1, 1_000),
                    "partitions of the raw topic; it only grows (default: the tenant's)"),
            optional(
                    "retention",
                    FieldType.durationOr(DatasetDocument.FOR_EVER),
                    "how long the lake keeps the events (default: %s)".formatted(DatasetDocument.FOR_EVER)));

    /** What a tenant may say for all its datasets. */
    static final List<DocumentField> INHERITED = Stream.of(TIMES_AND_SIZES, SearchPolicy.FIELDS, Consumers.FIELDS)
            .flatMap(List::stream)
            .toList();

    /** All keys, in the order in which they are told of. */
    static final List<DocumentField> ALL = all();

    private DatasetKeys() {}

    private static List<DocumentField> all() {
        List<DocumentField> fields = new ArrayList<>(List.of(
                required("format", FieldType.format(), "the lines' format"),
                optional(
                        LineKeys.MESSAGE_FORMAT,
                        FieldType.format(),
                        "the format of the text within each line, as of an access line behind a header of syslog"),
                optional(
                        LineKeys.ENVELOPE,
                        FieldType.choice(Envelope::words),
                        "what a shipper put around each line: auto takes whichever a record shows (default: none, or what"
                                + " the format always has)"),
                optional(
                        LineKeys.MULTILINE,
                        FieldType.checked(Multiline.Rule::parse),
                        "which lines are one event: java, python, go or indented by what continues a line there; start"
                                + " /expression/ by what the first line has, continue /expression/ by what the others have;"
                                + " parts, only what Docker and Kubernetes cut (default: each line is an event)"),
                optional(
                        LineKeys.MULTILINE_MAX_LINES,
                        FieldType.wholeNumber(1, 10_000),
                        "how many lines an event has at most (default: %d)".formatted(Multiline.MAX_LINES)),
                optional(
                        LineKeys.MULTILINE_MAX_BYTES,
                        FieldType.wholeNumber(1, 8 << 20),
                        "how many bytes the lines of an event have together at most (default: 1 MiB)"),
                optional(
                        LineKeys.MULTILINE_WAIT,
                        FieldType.checked(LineKeys::multilineWait),
                        "for how long an event waits for its next line, from 100ms to 1m (default: 2s)"),
                optional(
                        DatasetDocument.FILES,
                        FieldType.list(FieldType.checked(PathPattern::of)),
                        "the files that the lines stand in, such as s3://logs/*/{yyyy}/{MM}/{dd}/*.gz: the collecting job"
                                + " reads them, where it may (default: lines are shipped)"),
                optional(
                        LineKeys.PATH_FIELDS,
                        FieldType.list(FieldType.checked(PathFields::check)),
                        "what the path of a line's file says of it: expressions whose named groups are fields, such as"
                                + " /(?<service.name>[^/]+)/[^/]+\\.log$; the line's own fields count before (default: account"
                                + " and region in the folders that AWS writes logs to)"),
                optional(
                        LineKeys.GIVEN_FIELDS,
                        FieldType.table(
                                FieldType.checked(GivenFields::checkName), FieldType.checked(GivenFields::checkValue)),
                        "fields that each event has, such as {cloud.region: eu-central-1}: what a line or the path of its"
                                + " file says counts before (default: none)"),
                optional(LineKeys.TIME_FIELD, FieldType.text(), "the member that holds the time, by its dotted name"),
                optional(
                        LineKeys.TIME_FORMAT,
                        FieldType.checked(LineKeys::timeFormat),
                        "how that time is written: a pattern such as yyyy-MM-dd HH:mm:ss, or epoch-seconds,"
                                + " epoch-milliseconds, epoch-microseconds, epoch-nanoseconds (default: in any form that"
                                + " cannot be taken for another)"),
                optional(
                        LineKeys.TIME_LATEST,
                        FieldType.checked(LineKeys::moment),
                        "what a time without a year does not lie behind, as 2006-03-01T00:00:00Z: it is of the last year"
                                + " for which that holds (default: a day behind the arrival)"),
                optional(
                        "mode",
                        FieldType.choice(DatasetDocument.Mode::words),
                        "how lines come: live, shipped as they are written; files, which end (default: live)"),
                optional(
                        "reorder-delay",
                        FieldType.duration(),
                        "how far events may be out of order (default: 5s live, 10m files)")));
        fields.addAll(INHERITED);
        fields.add(optional(
                LineKeys.ENRICH,
                FieldType.list(FieldType.checked(EnrichRule::parse)),
                "what is looked up for each event: geo, where source.ip is and whose network it is in, or geo destination.ip;"
                        + " user-agent, the program, system and device of user_agent.original; bots LIST, whether the caller is in a"
                        + " list of programs that visit pages by themselves; threats LIST, whether an address or host is in a list of known ones; lookup LIST by FIELD, what a"
                        + " list says of a field (default: nothing)"));
        fields.add(optional(
                LineKeys.DROP,
                FieldType.list(FieldType.condition(ConditionReader.OF_EVENTS)),
                "events that are not kept, by conditions as in rules, such as {url.path: /health,"
                        + " http.response.status_code: 200}; the ledger counts them (default: none)"));
        fields.add(
                optional(
                        LineKeys.REDACT,
                        FieldType.list(FieldType.checked(RedactionRule::parse)),
                        "what must not leave the job that takes lines in, each what becomes of it (drop, mask, hash) and what it is:"
                                + " a field's name; card, mail or token; ?parameter of a query; or /expression/ (default: nothing)"));
        fields.add(
                optional(
                        LineKeys.REDACT_SECRET,
                        FieldType.name(),
                        "the name of the tenant's secret with which hashes are made, and lines that wait to be joined are sealed in checkpoints"));
        fields.add(
                optional(
                        DatasetDocument.IMPERSONAL,
                        FieldType.list(FieldType.checked(DatasetKeys::requireMayBeImpersonal)),
                        "open fields that say nothing of who somebody is, such as labels.order.id: analysts see them (default: none)"));
        return List.copyOf(fields);
    }

    /** Of a fixed field it is known; one that is impersonal anyway may have been an open one when the document was written. */
    private static void requireMayBeImpersonal(String name) {
        FieldName field = FieldName.parse(name);
        if (!(field instanceof FieldName.Open) && field.isPersonal()) {
            throw new IllegalArgumentException(
                    "'%s' is personal in all datasets: name open fields, such as labels.order.id".formatted(name));
        }
    }
}
