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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.util.OutputTag;

/**
 * Matches rules about several events, each on the events of one group in their total order.
 *
 * <p>Events wait until their dataset's clock has passed them and are then fed to the rule's shape by time stamp and position. One
 * that comes after the clock has passed it is late: it is counted, goes to {@link #LATE} and is not matched. They wait in memory, and
 * in a checkpoint as keyed state of their key groups; so one that ends what nothing has begun costs no state of its group.
 *
 * <p>State of a key is one {@link Group}. It ends by itself, at most the shape's memory after its last event. That of a rule, or
 * a version of it, which is in nobody's book any more ends when its timer is due, which is no later.
 */
final class MatchDetections extends DatasetClockFunction<Candidate, Alert> implements CheckpointedFunction {

    static final OutputTag<Candidate> LATE = new OutputTag<>("late", CandidateTypeInfo.INSTANCE);

    private static final ValueStateDescriptor<Group> GROUPS =
            new ValueStateDescriptor<>("groups", GroupSerializer.INSTANCE);

    /** Of a key that stands for a key group: its candidates that wait, while a checkpoint is made. */
    private static final ValueStateDescriptor<List<Candidate>> WAITING =
            new ValueStateDescriptor<>("waiting-candidates", new ListSerializer<>(new CandidateSerializer()));

    private final RuleDirectory rules;
    private final int entryLimit;

    private transient KeyedStateStore store;
    private transient boolean restored;
    private transient ValueState<Group> groups;
    private transient ValueState<List<Candidate>> waitingOfKeyGroup;
    private transient WaitingCandidates waiting;
    private transient Map<Integer, String> keysOfKeyGroups;
    private transient int keyGroups;
    private transient boolean isInState;
    private transient long advances;
    private transient Map<String, Forgotten> forgottenByKey;
    private transient Keys keys;
    private transient Map<String, Known> knownByTenant;
    private transient Found latest;
    private transient RuleCounts counts;
    private transient Counter late;
    private transient Counter givenUp;
    private transient Counter unknown;

    /** What was looked up in a tenant's book. */
    private record Known(RuleBook book, Map<String, Optional<KeyedRule>> byKey) {}

    /** How many events a group has forgotten with one advance of the clock. */
    private record Forgotten(KeyedRule rule, long events) {

        private Forgotten and(Forgotten more) {
            return new Forgotten(rule, events + more.events);
        }
    }

    /** What was looked up last, and by which book. */
    private record Found(RuleBook book, String ruleKey, Optional<KeyedRule> rule) {}

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

    /** Those that wait become state, by key group, so that they go where their groups go. */
    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        Map<Integer, List<Candidate>> byKeyGroup = new HashMap<>();
        waiting.forEach(candidate -> byKeyGroup
                .computeIfAbsent(
                        KeyGroupRangeAssignment.assignToKeyGroup(candidate.key(), keyGroups), any -> new ArrayList<>())
                .add(candidate));
        takeOutOfState();
        for (Map.Entry<Integer, List<Candidate>> each : byKeyGroup.entrySet()) {
            keys.enter(keysOfKeyGroups.get(each.getKey()));
            waitingOfKeyGroup.update(each.getValue());
        }
        isInState = !byKeyGroup.isEmpty();
    }

    /** What a checkpoint has written need not stay beside what waits in memory. */
    private void takeOutOfState() throws Exception {
        if (isInState) {
            for (String key : keysOfKeyGroups.values()) {
                keys.enter(key);
                waitingOfKeyGroup.clear();
            }
            isInState = false;
        }
    }

    @Override
    public void open(OpenContext openContext) {
        rules.open();
        knownByTenant = new HashMap<>();
        groups = store.getState(GROUPS);
        waitingOfKeyGroup = store.getState(WAITING);
        waiting = new WaitingCandidates();
        forgottenByKey = new LinkedHashMap<>();
        TaskInfo task = getRuntimeContext().getTaskInfo();
        keyGroups = task.getMaxNumberOfParallelSubtasks();
        keysOfKeyGroups = keysOf(
                KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                        keyGroups, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask()),
                keyGroups);
        counts = new RuleCounts(getRuntimeContext().getMetricGroup(), AlertCap.NONE);
        late = JobMetric.LATE_EVENTS.counter(getRuntimeContext().getMetricGroup());
        givenUp = JobMetric.PARTIAL_MATCHES_GIVEN_UP.counter(getRuntimeContext().getMetricGroup());
        unknown = JobMetric.RULES_UNKNOWN.counter(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void close() {
        rules.close();
    }

    /** A key in each key group of a range, by its number. No group's key begins like these. */
    private static Map<Integer, String> keysOf(KeyGroupRange range, int keyGroups) {
        Map<Integer, String> keys = new HashMap<>();
        for (int i = 0; keys.size() < range.getNumberOfKeyGroups(); i++) {
            String key = "\u0000waiting-" + i;
            int keyGroup = KeyGroupRangeAssignment.assignToKeyGroup(key, keyGroups);
            if (range.contains(keyGroup)) {
                keys.putIfAbsent(keyGroup, key);
            }
        }
        return keys;
    }

    @Override
    public void takeOver(Keys ofSubtask) throws Exception {
        keys = ofSubtask;
        if (!restored) {
            return;
        }
        try (EarlierState earlier = new EarlierState(store)) {
            earlier.takeOver(keys, this::takeOver);
        }
        keys.forEach(WAITING, key -> {
            waitingOfKeyGroup.value().forEach(waiting::add);
            waitingOfKeyGroup.clear();
        });
        keys.forEach(GROUPS, this::takeWaiting);
    }

    /** Events that an earlier version has let wait in the group's own state. */
    private void takeWaiting(String key) throws Exception {
        Group group = groups.value();
        List<Group.Waiting> taken = group.takeWaiting();
        if (taken.isEmpty()) {
            return;
        }
        DatasetId datasetId = GroupKey.datasetIdOf(key);
        taken.forEach(one -> waiting.add(new Candidate(key, datasetId, one.occurrence(), one.line())));
        if (group.isEmpty()) {
            groups.clear();
        } else {
            groups.update(group);
        }
    }

    /** Timers of the earlier state are timers still: they come when its first event runs out or is due. */
    private void takeOver(String key, EarlierGroup earlier) throws Exception {
        String ruleKey = GroupKey.ruleKeyOf(key);
        DatasetId datasetId = GroupKey.datasetIdOf(key);
        Optional<KeyedRule> rule = rule(datasetId.tenant(), ruleKey).filter(BuiltInRules::contains);
        if (rule.isEmpty()) {
            unknown.inc();
            return;
        }
        Group group = new Group();
        earlier.waiting()
                .forEach(event -> waiting.add(
                        new Candidate(key, datasetId, EarlierGroup.occurrence(ruleKey, event), event.original())));
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
        long clock = context.clock();
        if (candidate.timestampMillis() <= clock || (clock == Long.MIN_VALUE && isFedBeyond(candidate))) {
            setAside(candidate, context);
            return;
        }
        waiting.add(candidate);
    }

    /** The clock is not known again right after a restore, but a group knows what it was fed. */
    private boolean isFedBeyond(Candidate candidate) throws Exception {
        Group group = groups.value();
        return group != null && candidate.timestampMillis() <= group.fedUntil();
    }

    private void setAside(Candidate candidate, Context<Alert> context) {
        late.inc();
        context.output(LATE, candidate);
    }

    @Override
    public Collection<DatasetId> datasetsAtHand() {
        return waiting.datasets();
    }

    @Override
    public void onAdvance(DatasetId datasetId, Context<Alert> context) throws Exception {
        takeOutOfState();
        advances++;
        for (Candidate candidate : waiting.takeDue(datasetId, context.clock())) {
            context.enter(candidate.key());
            feed(candidate, context);
        }
        forgottenByKey.forEach((key, forgotten) -> {
            context.enter(key);
            tellOfForgetting(forgotten.rule(), forgotten.events(), context);
        });
        forgottenByKey.clear();
    }

    private void feed(Candidate candidate, Context<Alert> context) throws Exception {
        Group group = groups.value();
        if (group != null && group.isFedBeyond(candidate.timestampMillis(), advances)) {
            setAside(candidate, context);
            return;
        }
        Optional<KeyedRule> found = ruleOf(candidate.datasetId().tenant(), candidate.key());
        if (found.isEmpty()) {
            unknown.inc();
            groups.clear();
            return;
        }
        KeyedRule rule = found.get();
        if (group == null) {
            if (!rule.shape().begins(candidate.occurrence())) {
                return; // where nothing has begun it changes nothing: most of all traffic
            }
            group = new Group();
        }
        Group fed = group;
        long forgotten =
                group.feed(rule.shape(), entryLimit, candidate, advances, match -> raise(rule, match, fed, context));
        if (forgotten > 0) {
            givenUp.inc(forgotten);
            forgottenByKey.merge(candidate.key(), new Forgotten(rule, forgotten), Forgotten::and);
        }
        group.fedUntil(context.clock());
        keep(group, context);
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
        Optional<KeyedRule> found = ruleOf(context.datasetId().tenant(), context.key());
        if (found.isEmpty()) {
            unknown.inc();
            groups.clear();
            return;
        }
        KeyedRule rule = found.get();
        group.advance(rule.shape(), entryLimit, context.clock(), match -> raise(rule, match, group, context));
        keep(group, context);
    }

    private void keep(Group group, Context<Alert> context) throws Exception {
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

    /** Those of one rule often follow each other. */
    private Optional<KeyedRule> ruleOf(String tenant, String key) {
        RuleBook book = rules.rules(tenant);
        if (latest == null || latest.book() != book || !GroupKey.isOfRule(latest.ruleKey(), key)) {
            String ruleKey = GroupKey.ruleKeyOf(key);
            Optional<KeyedRule> rule = rule(tenant, ruleKey);
            if (rule.isEmpty()) {
                return rule;
            }
            latest = new Found(book, ruleKey, rule);
        }
        return latest.rule();
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
