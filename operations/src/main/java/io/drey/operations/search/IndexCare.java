package io.drey.operations.search;

import io.drey.event.DatasetId;
import io.drey.operations.search.domain.DatedIndex;
import io.drey.operations.search.domain.Expiry;
import io.drey.operations.search.domain.IndexState;
import io.drey.operations.search.domain.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What is done with date-named indices day by day. Each may be repeated, also after it was killed. */
public final class IndexCare {

    /** How long OpenSearch may take for an answer: merging a large index takes its time. */
    public static final Duration TIMEOUT = Duration.ofHours(2);

    private final IndexActions actions;

    /**
     * What was done with an index.
     *
     * @param index its name
     * @param action in words
     * @param reason why
     */
    public record Done(String index, String action, String reason) {

        /** Whether anything was done. */
        public boolean isSomething() {
            return !action.equals(IndexActions.NOTHING);
        }
    }

    /** Care that is taken. */
    public IndexCare(SearchServer server) {
        this(new IndexActions(server, IndexActions.Mode.DO));
    }

    public IndexCare(IndexActions actions) {
        this.actions = actions;
    }

    /**
     * The indices of a tenant, as patterns.
     *
     * @param tenant empty for all
     * @throws IllegalArgumentException if it is no name
     */
    public static String patterns(Optional<String> tenant) {
        String whose = tenant.map(name -> DatasetId.requireTenant(name) + "-*").orElse("*");
        return "logs-%1$s,alerts-%1$s,metrics-%1$s,staged-%1$s,rejected-logs-%1$s,rejected-alerts-%1$s,rejected-metrics-%1$s,rejected-staged-%1$s"
                .formatted(whose);
    }

    /** Makes the coming indices, with their aliases, and settles old ones. */
    public List<Done> rotate(String patterns, Rotation rotation, Instant now) {
        List<IndexState> states = actions.server().states(patterns);
        List<Done> done = new ArrayList<>();
        TreeSet<String> tenants = new TreeSet<>();
        states.forEach(state -> tenants.add(state.index().tenant()));
        tenants.forEach(actions::giveAliases);
        for (DatedIndex index : rotation.coming(states, now)) {
            done.add(new Done(index.name(), actions.create(index), "its time comes"));
        }
        for (Rotation.Settled settled : rotation.settled(states, now)) {
            DatedIndex index = settled.state().index();
            done.add(new Done(
                    index.name(),
                    actions.settle(settled, rotation.replicas()),
                    "%s ended %s".formatted(index.period().word(), index.to())));
        }
        return done;
    }

    /** Deletes indices and documents that are past their time. */
    public List<Done> expire(String patterns, Expiry expiry, Instant now) {
        List<Done> done = new ArrayList<>();
        for (IndexState state : actions.server().states(patterns)) {
            Expiry.Verdict verdict = expiry.judge(state.index(), now);
            done.add(new Done(state.index().name(), actions.expire(state, verdict), verdict.reason()));
        }
        return done;
    }
}
