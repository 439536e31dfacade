package io.drey.rules.run;

import io.drey.rules.RuleProblem;
import io.drey.rules.RuleProblem.Severity;
import io.drey.rules.sigma.SigmaCorrelation;
import io.drey.rules.sigma.SigmaRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What was read, without what no engine of ours can run. */
public final class UsableRules {

    private UsableRules() {}

    /** The same without correlations that have no shape, and those that rest on such; each is among the refusals. */
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
        boolean isAnyLeftAlone = true;
        while (isAnyLeftAlone) {
            isAnyLeftAlone = usable.removeIf(correlation -> {
                boolean restsOnRefused = correlation.rules().stream().anyMatch(refused::contains);
                if (restsOnRefused) {
                    refused.add(correlation.id());
                    problems.add(problem(correlation, "a correlation of one that is refused: mend that one"));
                }
                return restsOnRefused;
            });
        }
        return new SigmaRules(read.rules(), usable, read.filters(), problems);
    }

    private static RuleProblem problem(SigmaCorrelation correlation, String message) {
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
