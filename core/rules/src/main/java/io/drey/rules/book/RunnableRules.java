package io.drey.rules.book;

import io.drey.rules.RuleProblem;
import io.drey.rules.RuleProblem.Severity;
import io.drey.rules.run.UsableRules;
import io.drey.rules.sigma.SigmaCorrelation;
import io.drey.rules.sigma.SigmaRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What was read, without what no running job can match. Who writes a rule hears of it before it is published. */
public final class RunnableRules {

    private RunnableRules() {}

    /**
     * The same without what {@link UsableRules} leaves out, without correlations whose events of several groups would have to meet
     * or that need more events of a group than are kept, and without those that rest on such; each is among the refusals.
     */
    public static SigmaRules of(SigmaRules read) {
        SigmaRules usable = UsableRules.of(read);
        List<RuleProblem> problems = new ArrayList<>(usable.problems());
        Set<String> refused = new HashSet<>();
        for (SigmaCorrelation correlation : usable.correlations()) {
            try {
                chain(correlation, usable);
            } catch (RefusedChainException e) {
                refused.add(correlation.id());
                problems.add(refusal(correlation, e));
            }
        }
        if (refused.isEmpty()) {
            return usable;
        }
        List<SigmaCorrelation> correlations = new ArrayList<>(usable.correlations());
        correlations.removeIf(correlation -> refused.contains(correlation.id()));
        SigmaRules left = new SigmaRules(usable.rules(), correlations, usable.filters(), usable.patterns(), problems);
        return UsableRules.withoutThoseThatRestOn(refused, left);
    }

    /**
     * A correlation as running jobs match it.
     *
     * @param read what it and its rules were read with
     * @throws RefusedChainException if they cannot
     */
    static CorrelationChain chain(SigmaCorrelation correlation, SigmaRules read) throws RefusedChainException {
        CorrelationChain chain = CorrelationChain.of(correlation, read);
        int needed = chain.shape().entriesNeeded();
        if (needed > RuleBook.ENTRY_LIMIT) {
            throw new RefusedChainException(
                    "it needs %,d events of a group, and %,d are kept".formatted(needed, RuleBook.ENTRY_LIMIT),
                    "lower its bounds");
        }
        return chain;
    }

    static RuleProblem refusal(SigmaCorrelation correlation, RefusedChainException reason) {
        return new RuleProblem(
                Severity.REFUSAL,
                correlation.place().file(),
                correlation.place().line(),
                1,
                reason.getMessage(),
                reason.remedy());
    }
}
