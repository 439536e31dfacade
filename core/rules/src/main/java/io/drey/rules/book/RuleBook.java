package io.drey.rules.book;

import static java.util.Objects.requireNonNull;

import io.drey.rules.RuleProblem;
import io.drey.rules.sigma.Placeholders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All rules of one tenant over all time: those that come with Drey, and the tenant's own documents with their history.
 *
 * <pre>{@code
 * RuleBook book = RuleBook.of(documents);
 * book.problems().forEach(System.err::println);
 * book.at(event.timestampMillis()).look(event, findings);
 * }</pre>
 *
 * <p>The documents that are in force at one time are read together, so they refer to each other by id or name. A document that
 * is refused gives way to its latest version that is not, or to none; the others are as they were. A rule of a tenant's
 * document takes the place of the one that comes along with that id or name.
 *
 * <p>What was in force is compiled when the first event of its time comes. Not thread-safe.
 */
public final class RuleBook {

    /** How many entries a group of a rule may hold; a rule that needs more is refused. */
    public static final int ENTRY_LIMIT = 10_000;

    private final RuleCompiler compiler;
    private final List<RuleVersion> documents;
    private final long[] begins;
    private final RuleCompiler.Compiled[] eras;
    private int latestUsed;

    private RuleBook(RuleCompiler compiler, List<RuleVersion> documents) {
        this.compiler = compiler;
        this.documents = documents;
        this.begins = documents.stream()
                .mapToLong(RuleVersion::effectiveFromMillis)
                .filter(begin -> begin != RuleVersion.ALWAYS)
                .distinct()
                .sorted()
                .toArray();
        this.eras = new RuleCompiler.Compiled[begins.length + 1];
        this.latestUsed = begins.length;
    }

    /** The rules that come with Drey, and no others. */
    public static RuleBook builtIn() {
        return of(List.of());
    }

    /** The book of documents of one tenant, with all versions that are known, in any order. */
    public static RuleBook of(List<RuleVersion> documents) {
        return of(documents, Placeholders.NONE);
    }

    /**
     * The same.
     *
     * @param placeholders the tenant's lists
     */
    public static RuleBook of(List<RuleVersion> documents, Placeholders placeholders) {
        return of(documents, placeholders, RuleMatcher::indexed);
    }

    /**
     * The same.
     *
     * @param matchers how conditions are asked
     */
    public static RuleBook of(List<RuleVersion> documents, Placeholders placeholders, RuleMatcher.Factory matchers) {
        requireNonNull(placeholders, "placeholders is null");
        return new RuleBook(
                new RuleCompiler(placeholders, matchers, RulesAlong.found()),
                documents.stream().sorted().toList());
    }

    /**
     * The book of documents that are tried: they alone, without the rules that come with Drey.
     *
     * @param placeholders the tenant's lists
     */
    public static RuleBook ofOnly(List<RuleVersion> documents, Placeholders placeholders) {
        return new RuleBook(
                new RuleCompiler(placeholders, RuleMatcher::indexed, List.of()),
                documents.stream().sorted().toList());
    }

    /** The rules for events of that time stamp. Quick: may be asked for each event. */
    public RuleSet at(long timestampMillis) {
        // Events of one time mostly follow each other.
        int era = latestUsed;
        boolean isWithin = (era == 0 || begins[era - 1] <= timestampMillis)
                && (era == begins.length || timestampMillis < begins[era]);
        if (!isWithin) {
            int found = Arrays.binarySearch(begins, timestampMillis);
            era = found >= 0 ? found + 1 : -found - 1;
            latestUsed = era;
        }
        return compiled(era).rules();
    }

    /** The rule about several events of that {@linkplain RuleHeader#key() key}, whenever it is or was in force. */
    public Optional<KeyedRule> keyed(String key) {
        for (int era = begins.length; era >= 0; era--) {
            Optional<KeyedRule> rule = compiled(era).rules().keyed(key);
            if (rule.isPresent()) {
                return rule;
            }
        }
        return Optional.empty();
    }

    /**
     * How long the rules that are in force at any time of a range remember an event, in milliseconds: what happened longer before
     * the range changes nothing within it. 0 where all rules are about single events.
     *
     * @param fromMillis the first time stamp
     * @param toMillis the time stamp behind the last
     */
    public long memoryMillis(long fromMillis, long toMillis) {
        return inForce(fromMillis, toMillis).stream()
                .mapToLong(RuleSet::memoryMillis)
                .max()
                .orElseThrow();
    }

    /** The rules that raise alerts and are in force at any time of such a range, each version once. */
    public Set<RuleHeader> rules(long fromMillis, long toMillis) {
        Set<RuleHeader> rules = new LinkedHashSet<>();
        inForce(fromMillis, toMillis).forEach(set -> rules.addAll(set.rules()));
        return rules;
    }

    private List<RuleSet> inForce(long fromMillis, long toMillis) {
        List<RuleSet> sets = new ArrayList<>();
        for (int era = 0; era <= begins.length; era++) {
            boolean beginsBeforeEnd = era == 0 || begins[era - 1] < toMillis;
            boolean endsAfterBegin = era == begins.length || fromMillis < begins[era];
            if (beginsBeforeEnd && endsAfterBegin) {
                sets.add(compiled(era).rules());
            }
        }
        return sets;
    }

    /** What is wrong with the documents that were published last; those with refusals are not in force. */
    public List<RuleProblem> problems() {
        return compiled(begins.length).problems();
    }

    /** The same of the documents that are in force for events of that time, or would be. */
    public List<RuleProblem> problems(long timestampMillis) {
        at(timestampMillis);
        return compiled(latestUsed).problems();
    }

    private RuleCompiler.Compiled compiled(int era) {
        if (eras[era] == null) {
            long begin = era == 0 ? RuleVersion.ALWAYS : begins[era - 1];
            List<RuleVersion> published = new ArrayList<>(documents);
            published.removeIf(document -> document.effectiveFromMillis() > begin);
            eras[era] = compiler.compile(published);
        }
        return eras[era];
    }
}
