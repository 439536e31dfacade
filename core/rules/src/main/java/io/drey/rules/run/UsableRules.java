package io.drey.rules.run;

import io.drey.rules.RuleProblem;
import io.drey.rules.RuleProblem.Severity;
import io.drey.rules.sigma.PatternRule;
import io.drey.rules.sigma.SigmaCorrelation;
import io.drey.rules.sigma.SigmaDocument;
import io.drey.rules.sigma.SigmaRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What was read, without what no engine of ours can run. */
public final class UsableRules {

    private UsableRules() {}

    /** So many events of a group are kept where rules run. */
    private static final int ENTRY_LIMIT = 10_000;

    /**
     * The same without correlations that have no shape, those that rest on such, and patterns that the engine cannot run; each is
     * among the refusals.
     */
    public static SigmaRules of(SigmaRules read) {
        List<SigmaCorrelation> usable = new ArrayList<>(read.correlations());
        List<RuleProblem> problems = new ArrayList<>(read.problems());
        Set<String> refused = new HashSet<>();
        usable.removeIf(correlation -> {
            try {
                CorrelationShapes.of(correlation);
                return false;
            } catch (IllegalArgumentException e) {
                refused.add(correlation.id());
                problems.add(problem(correlation, e.getMessage()));
                return true;
            }
        });
        leaveAlone(usable, refused, problems);
        List<PatternRule> patterns = new ArrayList<>(read.patterns());
        patterns.removeIf(pattern -> {
            Optional<RuleProblem> problem = problem(pattern);
            problem.ifPresent(problems::add);
            return problem.isPresent();
        });
        return new SigmaRules(read.rules(), usable, read.filters(), patterns, problems);
    }

    /** The same without correlations that rest on refused ones; each is among the refusals. */
    public static SigmaRules withoutThoseThatRestOn(Set<String> refused, SigmaRules read) {
        List<SigmaCorrelation> usable = new ArrayList<>(read.correlations());
        List<RuleProblem> problems = new ArrayList<>(read.problems());
        leaveAlone(usable, new HashSet<>(refused), problems);
        return new SigmaRules(read.rules(), usable, read.filters(), read.patterns(), problems);
    }

    private static void leaveAlone(List<SigmaCorrelation> usable, Set<String> refused, List<RuleProblem> problems) {
        boolean isAnyLeftAlone = true;
        while (isAnyLeftAlone) {
            isAnyLeftAlone = usable.removeIf(correlation -> {
                boolean restsOnRefused = correlation.rules().stream().anyMatch(refused::contains);
                if (restsOnRefused) {
                    refused.add(correlation.id());
                    problems.add(problem(
                            correlation,
                            "a correlation of one that is refused"
                                    + CorrelationShapes.REMEDY
                                    + RuleProblem.MEND_THE_OTHER));
                }
                return restsOnRefused;
            });
        }
    }

    /** Why a pattern cannot run; empty if it can. */
    public static Optional<RuleProblem> problem(PatternRule pattern) {
        try {
            pattern.shape().start(ENTRY_LIMIT);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(problem(pattern, e.getMessage()));
        }
    }

    private static RuleProblem problem(SigmaDocument correlation, String message) {
        // Messages of shapes say what is wrong, a colon, and what to write instead; examples behind may have colons,
        // too.
        int remedy = message.indexOf(CorrelationShapes.REMEDY);
        return new RuleProblem(
                Severity.REFUSAL,
                correlation.place().file(),
                correlation.place().line(),
                1,
                remedy < 0 ? message : message.substring(0, remedy),
                remedy < 0 ? "write it otherwise" : message.substring(remedy + CorrelationShapes.REMEDY.length()));
    }
}
