package io.drey.query.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A standard: its clauses that logs have to do with, the reports that serve each, and those that none serves. One file
 * {@code packs/<id>.yaml}.
 *
 * @param id the file's name without its ending
 * @param file the user's file it was read from; empty for one that is built in
 * @param standard what the standard is called where a clause of it is named, such as {@code PCI DSS}
 * @param title its whole name
 * @param edition which of its editions
 * @param clauses the clauses, in the standard's order
 * @param parameters values of the reports' own parameters, by report and name
 * @param timing when {@code drey schedule} makes it, where it is to
 */
public record PackDefinition(
        String id,
        Optional<String> file,
        String standard,
        String title,
        String edition,
        List<Clause> clauses,
        Map<String, Map<String, String>> parameters,
        Timing timing) {

    /**
     * When a pack is made, and of what: of the latest period that is over then.
     *
     * @param cron five fields
     * @param timeZone in which they are read; UTC unless said
     * @param period how long a period is; a month unless said
     */
    public record Timing(String cron, @JsonProperty("time-zone") String timeZone, Period.Length period) {

        /** On the second day of the month, when the last events of the one before have landed. */
        static final Timing USUAL = new Timing("30 5 2 * *", null, null);

        public Timing {
            timeZone = timeZone == null ? "UTC" : timeZone;
            period = period == null ? Period.Length.MONTH : period;
        }
    }

    /**
     * A clause.
     *
     * @param clause how the standard numbers it
     * @param asks what it asks for
     * @param reports which reports serve it; empty where none does
     * @param limit what these reports do not show; null for nothing in particular
     * @param unserved why no report serves it, and what does; null where one serves it
     */
    public record Clause(String clause, String asks, List<String> reports, String limit, String unserved) {

        public Clause {
            reports = reports == null ? List.of() : List.copyOf(reports);
        }

        private Optional<Problem> problem(Set<String> known) {
            if (isBlank(clause)) {
                return Optional.of(new Problem("clauses:", "a clause has no number: write clause: 10.2.1"));
            }
            String key = "clause: " + clause;
            if (isBlank(asks)) {
                return Optional.of(
                        new Problem(key, "clause %s: asks is missing: say what it asks for".formatted(clause)));
            }
            if (reports.isEmpty() == isBlank(unserved)) {
                return Optional.of(new Problem(
                        key,
                        "clause %s: write reports, or unserved and why no report serves it: one of the two"
                                .formatted(clause)));
            }
            return reports.stream()
                    .filter(report -> !known.contains(report))
                    .findFirst()
                    .map(report -> QueryCatalog.unknownReport(report, known))
                    .map(words -> new Problem(key, "clause %s: %s".formatted(clause, words)));
        }
    }

    /** The content of the file. */
    record Document(
            String standard,
            String title,
            String edition,
            List<Clause> clauses,
            LinkedHashMap<String, Map<String, String>> parameters,
            @JsonProperty("schedule") Timing timing) {

        /**
         * What is wrong, beyond what can be told of each key alone.
         *
         * @param known the reports there are
         */
        Optional<Problem> problem(Set<String> known) {
            if (isBlank(standard) || isBlank(title) || isBlank(edition)) {
                return Optional.of(new Problem(
                        "",
                        "standard, title or edition is missing: write what the standard is called, and which"
                                + " edition it is"));
            }
            if (clauses == null || clauses.isEmpty()) {
                return Optional.of(
                        new Problem("clauses:", "there are no clauses: write each with clause, asks and reports"));
            }
            Set<String> numbers = new HashSet<>();
            for (Clause clause : clauses) {
                Optional<Problem> problem = clause.problem(known);
                if (problem.isPresent()) {
                    return problem;
                }
                if (!numbers.add(clause.clause())) {
                    return Optional.of(new Problem(
                            "clause: " + clause.clause(), "there are two clauses %s".formatted(clause.clause())));
                }
            }
            if (timing != null && isBlank(timing.cron())) {
                return Optional.of(new Problem("schedule:", "schedule has no cron: write cron: \"30 5 2 * *\""));
            }
            Set<String> reports = reports(clauses);
            if (reports.isEmpty()) {
                return Optional.of(new Problem("clauses:", "no clause has a report: a pack without any says nothing"));
            }
            return parametersOrNone().keySet().stream()
                    .filter(report -> !reports.contains(report))
                    .findFirst()
                    .map(report -> new Problem(
                            "parameters:", "parameters are given to %s, which serves no clause".formatted(report)));
        }

        private Map<String, Map<String, String>> parametersOrNone() {
            return parameters == null ? Map.of() : parameters;
        }
    }

    public PackDefinition {
        clauses = List.copyOf(clauses);
        parameters = Map.copyOf(parameters);
    }

    static PackDefinition of(String id, Optional<String> file, Document document) {
        return new PackDefinition(
                id,
                file,
                document.standard,
                document.title,
                document.edition,
                document.clauses,
                document.parametersOrNone(),
                document.timing == null ? Timing.USUAL : document.timing);
    }

    /** The reports, in the order of the clauses. */
    public List<String> reports() {
        return new ArrayList<>(reports(clauses));
    }

    /** The clauses that a report serves, with the standard's name. */
    public List<String> clausesOf(String report) {
        return clauses.stream()
                .filter(clause -> clause.reports().contains(report))
                .map(clause -> standard + " " + clause.clause())
                .toList();
    }

    private static Set<String> reports(List<Clause> clauses) {
        Set<String> reports = new LinkedHashSet<>();
        clauses.forEach(clause -> reports.addAll(clause.reports()));
        return reports;
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
