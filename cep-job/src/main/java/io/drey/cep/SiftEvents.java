package io.drey.cep;

import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.LogEvent;
import io.drey.job.clock.Clocked;
import io.drey.job.clock.DatasetClocks;
import io.drey.rules.book.EventAtHand;
import io.drey.rules.book.KeyedRule;
import io.drey.rules.book.RuleAlert;
import io.drey.rules.book.RuleBook;
import io.drey.rules.book.RuleHeader;
import io.drey.rules.book.RuleSet;
import io.drey.rules.shape.Match;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Asks the tenant's rules what an event is to them. A rule about single events raises its alert here. Of the others each group
 * that wants the event gets it, as a small projection; all other events end here.
 *
 * <p>Also an event that cannot begin anything is passed on: whether something has begun is known only where all events of the
 * group meet, since the beginning may come from another partition, or later and yet be older.
 */
final class SiftEvents extends ProcessFunction<Clocked<LogEvent>, Clocked<Candidate>> {

    static final OutputTag<Alert> ALERTS = new OutputTag<>("alerts-of-single-events", TypeInformation.of(Alert.class));

    /** Beyond it a rule matches what it should not, and nobody reads its alerts. */
    static final int ALERTS_A_MINUTE = 600;

    private static final int PREFIXES_KEPT = 100_000;

    private final RuleDirectory rules;
    private final int alertsAMinute;

    private transient Map<String, RuleBook> books;
    private transient Map<DatasetId, Map<KeyedRule, String>> prefixes;
    private transient int prefixCount;
    private transient DatasetClocks clocks;
    private transient RuleBook latestBook;
    private transient DatasetId latestDataset;
    private transient Map<KeyedRule, String> prefixesOfLatest;
    private transient RuleCounts counts;
    private transient Findings findings;

    SiftEvents(RuleDirectory rules) {
        this(rules, ALERTS_A_MINUTE);
    }

    SiftEvents(RuleDirectory rules, int alertsAMinute) {
        this.rules = rules;
        this.alertsAMinute = alertsAMinute;
    }

    @Override
    public void open(OpenContext openContext) {
        rules.open();
        books = new HashMap<>();
        prefixes = new HashMap<>();
        clocks = new DatasetClocks();
        findings = new Findings();
        counts = new RuleCounts(getRuntimeContext().getMetricGroup(), alertsAMinute);
    }

    @Override
    public void close() {
        rules.close();
    }

    @Override
    public void processElement(Clocked<LogEvent> element, Context context, Collector<Clocked<Candidate>> out) {
        if (element.isTick()) {
            clocks.accept(element.tick(), System.currentTimeMillis());
            out.collect(element.asTick());
            return;
        }
        LogEvent event = element.payload();
        if (!rules.sees(event.datasetId())) {
            return;
        }
        String tenant = event.datasetId().tenant();
        RuleBook book = rules.rules(tenant);
        if (book != latestBook) {
            latestBook = book;
            if (books.put(tenant, book) != book) {
                forgetPrefixes();
            }
        }
        findings.of(event, context, out);
        book.at(event.timestampMillis()).look(event, findings);
        findings.forget();
    }

    @SuppressWarnings("ReferenceEquality") // events that follow each other share their dataset's id
    private String prefix(KeyedRule rule, DatasetId datasetId) {
        if (prefixCount > PREFIXES_KEPT) {
            forgetPrefixes();
        }
        if (datasetId != latestDataset) {
            latestDataset = datasetId;
            prefixesOfLatest = prefixes.computeIfAbsent(datasetId, any -> new HashMap<>());
        }
        String prefix = prefixesOfLatest.get(rule);
        if (prefix == null) {
            prefix = GroupKey.prefix(rule, datasetId);
            prefixesOfLatest.put(rule, prefix);
            prefixCount++;
        }
        return prefix;
    }

    /** Whether the clock of the event's dataset has passed it, as far as this subtask hears of the clock. */
    private boolean isLate(LogEvent event) {
        return event.timestampMillis() <= clocks.clock(event.datasetId());
    }

    private void forgetPrefixes() {
        prefixes.clear();
        prefixCount = 0;
        latestDataset = null;
    }

    /** What the event at hand is to the rules; what of it several of them need is made once. */
    private final class Findings implements RuleSet.Findings {

        private final EventAtHand atHand = new EventAtHand();
        private Context context;
        private Collector<Clocked<Candidate>> out;

        private void of(LogEvent event, Context in, Collector<Clocked<Candidate>> to) {
            atHand.of(event);
            context = in;
            out = to;
        }

        private void forget() {
            atHand.forget();
        }

        @Override
        public void match(RuleHeader rule) {
            DatasetId datasetId = atHand.event().datasetId();
            long now = System.currentTimeMillis();
            switch (counts.matched(datasetId.tenant(), rule, now)) {
                case RAISED -> context.output(ALERTS, alert(rule, datasetId, now));
                case PAUSES -> context.output(ALERTS, RuleNotice.paused(rule, datasetId, alertsAMinute, now));
                case PAUSED -> {
                    // The tenant knows.
                }
            }
        }

        private Alert alert(RuleHeader rule, DatasetId datasetId, long now) {
            Alert alert = RuleAlert.of(
                    rule, datasetId, atHand.caller(), Match.of(List.of(atHand.reference())), any -> atHand.line(), now);
            return isLate(atHand.event()) ? alert.asLate(alert.reason()) : alert;
        }

        @Override
        public void occurrence(KeyedRule rule, List<String> group, long conditions, List<Value> values) {
            DatasetId datasetId = atHand.event().datasetId();
            out.collect(Clocked.payload(new Candidate(
                    GroupKey.of(prefix(rule, datasetId), group),
                    datasetId,
                    new Occurrence(atHand.reference(), conditions, values),
                    atHand.line())));
        }
    }
}
