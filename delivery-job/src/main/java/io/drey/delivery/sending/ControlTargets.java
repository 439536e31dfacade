package io.drey.delivery.sending;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.TargetDocument;
import io.drey.job.datasets.ControlTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The targets as the tenants' control topics tell them; a change holds after about two seconds. */
public final class ControlTargets implements Targets {

    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    private final ControlTopics topics;
    private final Set<TargetDocument.Type> types;
    private final Set<String> only;

    private transient Map<Document, TargetDocument> known;
    private transient volatile Map<String, List<TargetDocument>> byTenant;
    private transient volatile long lookedAt;

    /**
     * Targets of some types.
     *
     * @param only the keys of the targets to be known ({@code acme/soc}); empty for all
     */
    public ControlTargets(ControlTopics topics, Set<TargetDocument.Type> types, Set<String> only) {
        this.topics = requireNonNull(topics, "topics is null");
        this.types = Set.copyOf(types);
        this.only = Set.copyOf(only);
    }

    @Override
    public void open() {
        topics.open();
        known = new HashMap<>();
        look();
    }

    @Override
    public List<TargetDocument> of(String tenant) {
        if (System.nanoTime() - lookedAt > LOOK_INTERVAL.toNanos()) {
            look();
        }
        return byTenant.getOrDefault(tenant, List.of());
    }

    private synchronized void look() {
        Map<Document, TargetDocument> found = new HashMap<>();
        Map<String, List<TargetDocument>> sorted = new HashMap<>();
        for (Document document : topics.all(DocumentKind.TARGET)) {
            TargetDocument target = known.containsKey(document) ? known.get(document) : TargetDocument.of(document);
            found.put(document, target);
            if (types.contains(target.type()) && (only.isEmpty() || only.contains(target.key()))) {
                sorted.computeIfAbsent(target.tenant(), tenant -> new ArrayList<>())
                        .add(target);
            }
        }
        known = found;
        byTenant = sorted;
        lookedAt = System.nanoTime();
    }

    @Override
    public void close() {
        topics.close();
    }
}
