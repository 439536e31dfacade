package io.drey.operations.search.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which indices and documents are past their time. The most specific rule holds: a dataset's before its tenant's before
 * everybody's. An index goes when the last of its documents' rules lets it; before that, documents of datasets with a rule
 * of their own go by themselves. What no rule is for stays.
 *
 * @param rules of which no two are for the same
 */
public record Expiry(List<Keep> rules) {

    public Expiry {
        rules = List.copyOf(rules);
        for (int i = 0; i < rules.size(); i++) {
            for (Keep other : rules.subList(i + 1, rules.size())) {
                Keep one = rules.get(i);
                if (one.tenant().equals(other.tenant())
                        && one.dataset().equals(other.dataset())
                        && one.kind().equals(other.kind())) {
                    throw new IllegalArgumentException(
                            "--keep %s and --keep %s are for the same: give one of them".formatted(one, other));
                }
            }
        }
    }

    /** What is to become of an index. */
    public sealed interface Verdict {

        /** Why, in a few words. */
        String reason();
    }

    /** It goes, as a whole. */
    public record Delete(String reason) implements Verdict {}

    /**
     * Documents of some datasets go.
     *
     * @param datasets the only ones that go, or the only ones that stay
     */
    public record DeleteDocuments(List<String> datasets, Selection selection, String reason) implements Verdict {}

    /** It stays. */
    public record Stay(String reason) implements Verdict {}

    /** How a list of datasets is meant. */
    public enum Selection {
        THESE,
        ALL_BUT_THESE
    }

    /** Decides about an index. */
    public Verdict judge(DatedIndex index, Instant now) {
        Optional<Keep> whole = rules.stream()
                .filter(rule -> rule.dataset().isEmpty() && rule.isFor(index))
                .max(Comparator.comparing(rule -> !rule.tenant().isEmpty()));
        List<Keep> own = rules.stream()
                .filter(rule -> !rule.dataset().isEmpty() && rule.isFor(index))
                .toList();
        List<String> expired = datasets(own, index, now);
        if (whole.isEmpty()) {
            return expired.isEmpty()
                    ? new Stay("no --keep is for it")
                    : new DeleteDocuments(expired, Selection.THESE, reason(own, index, now));
        }
        boolean wholeIsOver = isOver(whole.get(), index, now);
        if (wholeIsOver && expired.size() == own.size()) {
            return new Delete("%s ended %s, kept %s".formatted(index.period().word(), date(index.to()), whole.get()));
        }
        if (wholeIsOver) {
            List<String> staying = own.stream()
                    .filter(rule -> !isOver(rule, index, now))
                    .map(Keep::dataset)
                    .toList();
            return new DeleteDocuments(staying, Selection.ALL_BUT_THESE, "kept " + whole.get());
        }
        return expired.isEmpty()
                ? new Stay("until %s (%s)".formatted(date(endOf(whole.get(), index)), whole.get()))
                : new DeleteDocuments(expired, Selection.THESE, reason(own, index, now));
    }

    private static List<String> datasets(List<Keep> own, DatedIndex index, Instant now) {
        List<String> datasets = new ArrayList<>();
        for (Keep rule : own) {
            if (isOver(rule, index, now)) {
                datasets.add(rule.dataset());
            }
        }
        return datasets;
    }

    private static String reason(List<Keep> own, DatedIndex index, Instant now) {
        return "kept "
                + String.join(
                        ", ",
                        own.stream()
                                .filter(rule -> isOver(rule, index, now))
                                .map(Keep::toString)
                                .toList());
    }

    private static boolean isOver(Keep rule, DatedIndex index, Instant now) {
        return !endOf(rule, index).isAfter(now);
    }

    private static Instant endOf(Keep rule, DatedIndex index) {
        return index.to().plus(Duration.ofDays(rule.days()));
    }

    private static String date(Instant moment) {
        return moment.toString().substring(0, 10);
    }
}
