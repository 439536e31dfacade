package io.drey.format.redact;

import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.format.FileOrigin;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.Parsing;
import io.drey.format.enrich.EnrichmentSources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What lines become. */
final class Lines {

    private Lines() {}

    /** The events of a line, and no dead letter. */
    static List<LogEvent> events(LineSettings settings, RedactionSecrets secrets, byte[] line) {
        return outcome(settings, secrets, line).events();
    }

    record Outcome(List<LogEvent> events, List<byte[]> letters, List<String> reasons) {}

    static Outcome outcome(LineSettings settings, RedactionSecrets secrets, byte[] line) {
        Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        new LinePipeline(settings, secrets, EnrichmentSources.none())
                .process(Parsing.event(line.clone()), new LinePipeline.Output() {
                    @Override
                    public void event(EventBuilder event) {
                        outcome.events().add(event);
                    }

                    @Override
                    public void dropped(LogEvent at, String reason) {
                        throw new AssertionError("dropped by " + reason);
                    }

                    @Override
                    public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
                        outcome.letters().add(Arrays.copyOfRange(at.bytes(), from, to));
                        outcome.reasons().add(rejection.reason());
                    }
                });
        return outcome;
    }
}
