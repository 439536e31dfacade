package io.drey.operations.rules;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.OpenNames;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.format.FileOrigin;
import io.drey.format.Formats;
import io.drey.format.LineFormat;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.SampleLines;
import io.drey.format.enrich.EnrichmentSources;
import io.drey.rules.RuleProblem;
import io.drey.rules.sigma.SigmaRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields that events of datasets may have, by their formats. Where a format, an envelope or a look-up may give any field, all
 * are given; of the others, those that the format's example lines show.
 */
public final class GivenFields {

    private static final DatasetId EXAMPLES = new DatasetId("example", "lines");

    private final Set<FieldName> shown = new HashSet<>();
    private final Set<String> formats = new TreeSet<>();
    private boolean isAny;

    private GivenFields() {}

    /** Those of some datasets. */
    public static GivenFields of(Collection<DatasetDocument> datasets) {
        GivenFields given = new GivenFields();
        datasets.forEach(dataset -> given.add(dataset.lines()));
        return given;
    }

    private void add(LineSettings lines) {
        LineFormat format = Formats.of(lines.format());
        formats.add(format.name());
        // What stands behind a colon changes what lines have.
        if (format.mayHaveAnyField()
                || lines.format().indexOf(':') >= 0
                || lines.messageFormat().isPresent()
                || lines.envelope().isPresent()
                || !lines.treatment().enrichment().rules().isEmpty()) {
            isAny = true;
            return;
        }
        LinePipeline pipeline =
                new LinePipeline(LineSettings.of(lines.format()), name -> Optional.empty(), EnrichmentSources.none());
        long offset = 0;
        for (byte[] line : SampleLines.of(format)) {
            Position position = new Position("examples", "raw.example.lines", 0, offset++, 0);
            pipeline.process(EventBuilder.at(EXAMPLES, position, Instant.EPOCH.toEpochMilli(), line), new Shown());
        }
    }

    /** Whether events of any of the datasets may have the field. */
    boolean gives(FieldName name) {
        return isAny || name.dotted().startsWith(OpenNames.LABELS) || shown.contains(name);
    }

    /** A warning for each rule that asks a field which no dataset gives. */
    public List<RuleProblem> warnings(SigmaRules rules) {
        List<RuleProblem> warnings = new ArrayList<>();
        rules.looking().forEach(rule -> AskedFields.of(rule).stream()
                .filter(field -> !gives(field))
                .forEach(field -> warnings.add(new RuleProblem(
                        RuleProblem.Severity.WARNING,
                        rule.place().file(),
                        rule.place().line(),
                        1,
                        "no dataset's format (%s) gives '%s', which %s asks"
                                .formatted(String.join(", ", formats), field.dotted(), RuleFiles.named(rule)),
                        "ask another field, or give the dataset a format, envelope or 'enrich' that has it"))));
        return warnings;
    }

    /** Takes what example lines give; some are examples of what is none. */
    private final class Shown implements LinePipeline.Output {

        @Override
        public void event(EventBuilder event) {
            for (Field field : Field.values()) {
                if (event.has(field)) {
                    shown.add(FieldName.of(field));
                }
            }
            for (int i = 0; i < event.openCount(); i++) {
                FieldName.find(event.openName(i)).ifPresent(shown::add);
            }
        }

        @Override
        public void dropped(LogEvent at, String reason) {
            // nothing is dropped
        }

        @Override
        public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
            // no event
        }
    }
}
