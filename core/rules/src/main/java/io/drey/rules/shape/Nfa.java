package io.drey.rules.shape;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A pattern of steps that no other shape can say: run by an {@link Automaton}, which Flink CEP brings.
 *
 * <p>A match of events holds the events of its steps. Where several have the same first and last event, one is given: their
 * alert is the same. What must be absent before the first event, after the last one for a time of its own, and what ends
 * everything is looked at here.
 *
 * <p>State: as many partial matches as {@link #PARTIAL_LIMIT}, and their events.
 */
public final class Nfa implements Shape {

    /** How many partial matches a group may have; each event is compared with all of them. */
    public static final int PARTIAL_LIMIT = 1_000;

    private static final long serialVersionUID = 1;

    private final PatternPlan plan;
    private final String text;
    private final boolean isProgrammed;
    private transient volatile Automaton automaton;

    public Nfa(PatternPlan plan) {
        this(plan, "Nfa[" + plan + "]", null);
    }

    private Nfa(PatternPlan plan, String text, Automaton automaton) {
        this.plan = requireNonNull(plan, "plan is null");
        this.text = text;
        this.isProgrammed = automaton != null;
        this.automaton = automaton;
    }

    /**
     * A pattern that somebody wrote as a program: it looks at each event that meets condition 0.
     *
     * @param name tells it from others; a changed meaning has another name
     * @param withinMillis how long after its first event a match ends, itself included
     */
    public static Nfa programmed(String name, long withinMillis, Automaton automaton) {
        PatternPlan anyEvent = new PatternPlan(
                List.of(PatternPlan.Step.once("any", 0)),
                withinMillis,
                List.of(),
                List.of(),
                PatternPlan.NONE,
                PatternPlan.Skip.NOTHING);
        return new Nfa(
                anyEvent,
                "Nfa[%s, %d ms]".formatted(name, withinMillis),
                requireNonNull(automaton, "automaton is null"));
    }

    public PatternPlan plan() {
        return plan;
    }

    @Override
    public long memoryMillis() {
        long longest = plan.withinMillis();
        for (PatternPlan.Absent absent : plan.absentBefore()) {
            longest = Math.max(longest, absent.millis());
        }
        for (PatternPlan.Absent absent : plan.absentAfter()) {
            longest = Math.max(longest, absent.millis());
        }
        return longest;
    }

    @Override
    public long beginning() {
        long beginning = 0;
        for (PatternPlan.Step step : plan.steps()) {
            if (step.presence() != PatternPlan.Presence.ABSENT) {
                beginning |= 1L << step.condition();
            }
            if (step.presence() == PatternPlan.Presence.REQUIRED) {
                break;
            }
        }
        for (PatternPlan.Absent absent : plan.absentBefore()) {
            beginning |= 1L << absent.condition();
        }
        return beginning;
    }

    @Override
    public int entriesNeeded() {
        return plan.leastEvents();
    }

    @Override
    public State newState(int entryLimit) {
        return new NfaState(plan, automaton(), Math.min(entryLimit, PARTIAL_LIMIT));
    }

    private Automaton automaton() {
        Automaton ready = automaton;
        if (ready == null && isProgrammed) {
            throw new IllegalStateException(text + " was written and read again: make it anew");
        }
        if (ready == null) {
            ready = PatternEngine.found().compile(plan);
            automaton = ready;
        }
        return ready;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Nfa that && text.equals(that.text));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
