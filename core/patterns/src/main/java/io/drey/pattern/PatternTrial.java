package io.drey.pattern;

import io.drey.pattern.api.JavaPattern;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Match;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Shape;
import io.drey.rules.shape.State;
import io.drey.rules.shape.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A pattern over the events of one group, for its tests: the same engine as in the job, its state written and read after each event.
 *
 * <pre>{@code
 * PatternTrial trial = new PatternTrial(new SlowGuessing());
 * trial.event(Instant.parse("2026-01-05T10:00:00Z"), Map.of("event.outcome", "failure"));
 * assertThat(trial.end()).containsExactly(3L);   // how many events each match has
 * }</pre>
 */
public final class PatternTrial {

    private static final int NO_LIMIT = 100_000;

    private final JavaPattern pattern;
    private final Shape shape;
    private final List<Match> matches = new ArrayList<>();
    private State state;
    private long offset;

    public PatternTrial(JavaPattern pattern) {
        this.pattern = pattern;
        this.shape = JavaPatternRules.rule(pattern).shape();
        this.state = shape.start(NO_LIMIT);
    }

    /** The next event, which is not before the last one, by its fields' dotted names. */
    public void event(Instant time, Map<String, String> fields) {
        List<Value> values = pattern.fields().stream()
                .map(field -> Value.of(fields.get(field)))
                .toList();
        EventReference reference = new EventReference(time.toEpochMilli(), "trial", 0, offset++, 0);
        state.process(new Occurrence(reference, 1, values), matches::add);
        state = shape.decode(state.encode(), NO_LIMIT);
    }

    /** How many events each match has, when no further event comes. */
    public List<Long> end() {
        state.advance(Long.MAX_VALUE / 4, matches::add);
        return matches.stream().map(Match::count).toList();
    }
}
