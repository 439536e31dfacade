package io.drey.cep;

import io.drey.cep.earlier.EarlierGroup;
import io.drey.cep.earlier.EarlierState;
import io.drey.detection.AccessEvent;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.job.JobMetric;
import io.drey.job.clock.DatasetClockFunction;
import io.drey.rules.book.BuiltInRules;
import io.drey.rules.book.KeyedRule;
import io.drey.rules.book.RuleAlert;
import io.drey.rules.book.RuleBook;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Match;
import io.drey.rules.shape.Occurrence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.util.OutputTag;

/**
 * Matches rules about several events, each on the events of one group in their total order.
 *
 * <p>Events wait until their dataset's clock has passed them and are then fed to the rule's shape by time stamp and position. One
 * that comes after the clock has passed it is late: it is counted, goes to {@link #LATE} and is not matched.
 *
 * <p>State of a key is one {@link Group}. It ends by itself, at most the shape's memory after its last event. That of a rule, or
 * a version of it, which is in nobody's book any more ends when its timer is due, which is no later.
 */
final class MatchDetections extends DatasetClockFunction<Candidate, Alert> implements CheckpointedFunction {

    static final OutputTag<Candidate> LATE = new OutputTag<>("late", CandidateTypeInfo.INSTANCE);

    private static final ValueStateDescriptor<Group> GROUPS =
            new ValueStateDescriptor<>("groups", GroupSerializer.INSTANCE);

    private final RuleDirectory rules;
    private final int entryLimit;

    private transient KeyedStateStore store;
    private transient boolean restored;
    private transient ValueState<Group> groups;
    private transient Map<String, Known> knownByTenant;
    private transient RuleCounts counts;
    private transient Counter late;
    private transient Counter givenUp;
    private transient Counter unknown;

    /** What was looked up in a tenant's book. */
    private record Known(RuleBook book, Map<String, Optional<KeyedRule>> byKey) {}

    MatchDetections(RuleDirectory rules) {
        this(rules, RuleBook.ENTRY_LIMIT);
    }

    /** @param entryLimit how many events a group may remember; beyond it the oldest are given up */
    MatchDetections(RuleDirectory rules, int entryLimit) {
        this.rules = rules;
        this.entryLimit = entryLimit;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
        store = context.getKeyedStateStore();
        restored = context.isRestored();
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        // All state is keyed state, which Flink writes by itself.
    }

    @Override
    public void open(OpenContext openContext) {
        rules.open();
        knownByTenant = new HashMap<>();
        groups = store.getState(GROUPS);
        counts = new RuleCounts(getRuntimeContext().getMetricGroup(), AlertCap.NONE);
        late = JobMetric.LATE_EVENTS.counter(getRuntimeContext().getMetricGroup());
        givenUp = JobMetric.PARTIAL_MATCHES_GIVEN_UP.counter(getRuntimeContext().getMetricGroup());
        unknown = JobMetric.RULES_UNKNOWN.counter(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void close() {
        rules.close();
    }

    @Override
    public void takeOver(Keys keys) throws Exception {
        if (!restored) {
            return;
        }
        try (EarlierState earlier = new EarlierState(store)) {
            earlier.takeOver(keys, this::takeOver);
        }
    }

    /** Timers of the earlier state are timers still: they come when its first event runs out or is due. */
    private void takeOver(String key, EarlierGroup earlier) throws Exception {
        String ruleKey = GroupKey.ruleKeyOf(key);
        String dataset = GroupKey.datasetOf(key);
        Optional<KeyedRule> rule =
                rule(dataset.substring(0, dataset.indexOf('|')), ruleKey).filter(BuiltInRules::contains);
        if (rule.isEmpty()) {
            unknown.inc();
            return;
        }
        Group group = new Group();
        earlier.waiting().forEach(event -> group.add(EarlierGroup.occurrence(ruleKey, event), event.original()));
        earlier.fedUntil().ifPresent(group::fedUntil);
        List<Occurrence> told = earlier.toFeed(ruleKey);
        if (!told.isEmpty()) {
            Map<EventReference, byte[]> lines = new HashMap<>();
            for (AccessEvent event : earlier.begun()) {
                lines.put(EarlierGroup.occurrence(ruleKey, event).event(), event.original());
            }
            group.takeOver(rule.get().shape(), entryLimit, told, lines);
        }
        if (!group.isEmpty()) {
            groups.update(group);
        }
    }

    @Override
    public DatasetId datasetOf(Candidate candidate) {
        return candidate.datasetId();
    }

    @Override
    public void onElement(Candidate candidate, Context<Alert> context) throws Exception {
        long timestampMillis = candidate.timestampMillis();
        Group group = groups.value();
        // The clock is not known again right after a restore, so what was fed before counts, too.
        if (timestampMillis <= context.clock() || (group != null && timestampMillis <= group.fedUntil())) {
            late.inc();
            context.output(LATE, candidate);
            return;
        }
        if (group == null) {
            group = new Group();
        }
        group.add(candidate.occurrence(), candidate.line());
        registerTimer(group, timestampMillis, context);
        groups.update(group);
    }

    @Override
    public void onClock(long timerMillis, Context<Alert> context) throws Exception {
        Group group = groups.value();
        if (group == null) {
            return;
        }
        if (group.timer() <= timerMillis) {
            group.timer(Group.NO_TIMER);
        }
        String tenant = context.datasetId().tenant();
        Optional<KeyedRule> found = rule(tenant, GroupKey.ruleKeyOf(context.key()));
        if (found.isEmpty()) {
            unknown.inc();
            groups.clear();
            return;
        }
        KeyedRule rule = found.get();
        Group fed = group;
        long forgotten =
                group.feed(rule.shape(), entryLimit, context.clock(), match -> raise(rule, match, fed, context));
        if (forgotten > 0) {
            givenUp.inc(forgotten);
            tellOfForgetting(rule, forgotten, context);
        }
        if (group.isEmpty()) {
            groups.clear();
            return;
        }
        registerTimer(group, group.nextMillis(), context);
        groups.update(group);
    }

    private static void registerTimer(Group group, long millis, Context<Alert> context) {
        if (millis < group.timer()) {
            context.registerTimer(millis);
            group.timer(millis);
        }
    }

    private void raise(KeyedRule rule, Match match, Group group, Context<Alert> context) {
        long now = System.currentTimeMillis();
        if (match.kind() != Match.Kind.CLEARED
                && counts.matched(context.datasetId().tenant(), rule.header(), now) == AlertCap.Verdict.RAISED) {
            context.collect(RuleAlert.of(
                    rule.header(),
                    context.datasetId(),
                    GroupKey.groupOf(context.key(), rule.groupBy().size()),
                    match,
                    group::line,
                    now));
        }
    }

    private void tellOfForgetting(KeyedRule rule, long events, Context<Alert> context) {
        long now = System.currentTimeMillis();
        if (counts.isToHearOfForgetting(context.datasetId().tenant(), rule.header(), now)) {
            String group = String.join(
                    " | ", GroupKey.groupOf(context.key(), rule.groupBy().size()));
            context.collect(RuleNotice.forgets(rule.header(), context.datasetId(), group, events, now));
        }
    }

    private Optional<KeyedRule> rule(String tenant, String ruleKey) {
        Known known = known(tenant, rules.rules(tenant));
        Optional<KeyedRule> rule = known.byKey().get(ruleKey);
        if (rule == null) {
            rule = known.book().keyed(ruleKey);
            if (rule.isEmpty()) {
                known = known(tenant, rules.latest(tenant));
                rule = known.book().keyed(ruleKey);
            }
            known.byKey().put(ruleKey, rule);
        }
        return rule;
    }

    private Known known(String tenant, RuleBook book) {
        Known known = knownByTenant.get(tenant);
        if (known == null || known.book() != book) {
            known = new Known(book, new HashMap<>());
            knownByTenant.put(tenant, known);
        }
        return known;
    }
}
