package io.drey.rules.sigma;

import io.drey.rules.RuleProblem;
import io.drey.rules.RuleProblem.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What is wrong with one document. */
final class Problems {

    /** Nobody reads more of one document. */
    private static final int MOST = 100;

    private final String file;
    private final List<RuleProblem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    void refuse(At at, String reason, String remedy) {
        add(Severity.REFUSAL, at, reason, remedy);
    }

    void refuse(RefusedException refused) {
        refuse(refused.at(), refused.reason(), refused.remedy());
    }

    void warn(At at, String reason, String remedy) {
        add(Severity.WARNING, at, reason, remedy);
    }

    private void add(Severity severity, At at, String reason, String remedy) {
        RuleProblem problem = new RuleProblem(severity, file, at.line(), at.column(), reason, remedy);
        boolean isFirstRefusal = problem.isRefusal() && !areRefusals();
        if ((found.size() < MOST || isFirstRefusal) && !found.contains(problem)) {
            found.add(problem);
        }
    }

    /** What a part of the document says, or nothing where it is refused. */
    <T> Optional<T> attempt(Supplier<T> part) {
        try {
            return Optional.of(part.get());
        } catch (RefusedException e) {
            refuse(e);
            return Optional.empty();
        }
    }

    boolean areRefusals() {
        return found.stream().anyMatch(RuleProblem::isRefusal);
    }

    List<RuleProblem> found() {
        return found;
    }
}
